#include "core/distill/wording.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/text.hpp"

namespace galdr::distill {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxDescription = 250;
constexpr std::size_t kMaxWishes = 5;
constexpr std::size_t kNameWords = 4;

using Words = std::vector<std::string>;

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Verbs that requests begin with; only these are put into the third person.
constexpr std::array<std::string_view, 126> kVerbs = {
    "add",        "adjust",      "analyse", "analyze",   "answer",    "apply",    "archive",   "backport",
    "benchmark",  "bootstrap",   "build",   "bump",      "change",    "check",    "clean",     "clone",
    "collect",    "commit",      "compare", "configure", "convert",   "create",   "cut",       "debug",
    "delete",     "deploy",      "design",  "disable",   "document",  "download", "draft",     "draw",
    "enable",     "explain",     "explore", "export",    "expose",    "extract",  "find",      "fix",
    "format",     "generate",    "get",     "give",      "implement", "import",   "improve",   "inspect",
    "install",    "investigate", "lint",    "list",      "load",      "make",     "measure",   "merge",
    "migrate",    "monitor",     "move",    "open",      "optimise",  "optimize", "package",   "port",
    "prepare",    "print",       "produce", "profile",   "provision", "publish",  "push",      "put",
    "quarantine", "rebase",      "record",  "refactor",  "register",  "release",  "remove",    "rename",
    "replace",    "reproduce",   "reset",   "resolve",   "restart",   "restore",  "retire",    "revert",
    "review",     "rewrite",     "roll",    "rotate",    "run",       "scaffold", "send",      "set",
    "ship",       "show",        "sign",    "simplify",  "split",     "start",    "stop",      "store",
    "summarise",  "summarize",   "sync",    "tag",       "test",      "trace",    "translate", "triage",
    "try",        "tune",        "turn",    "update",    "upgrade",   "upload",   "use",       "validate",
    "verify",     "wait",        "watch",   "wire",      "work",      "write"};

constexpr std::array<std::string_view, 55> kStopWords = {
    "a",     "an",    "the",   "of",   "to",  "and",   "or",  "in",    "on",   "for",     "with",
    "from",  "by",    "it",    "its",  "is",  "are",   "be",  "this",  "that", "these",   "as",
    "at",    "into",  "then",  "so",   "all", "my",    "our", "your",  "we",   "i",       "you",
    "me",    "us",    "some",  "what", "how", "often", "out", "up",    "new",  "small",   "please",
    "given", "under", "which", "when", "if",  "not",   "do",  "using", "use",  "through", "via"};

constexpr std::array<std::string_view, 7> kParticles = {"up", "out", "down", "in", "off", "over", "back"};

Words words_of(std::string_view text) {
  Words out;
  std::string word;
  for (const char c : lower(text) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)))
      word += c;
    else if (!word.empty())
      out.push_back(std::move(word)), word.clear();
  }
  return out;
}

// Ends of sentences: a line's end, or a full stop before white space.
std::vector<std::string> sentences_of(std::string_view text) {
  std::vector<std::string> out;
  std::string sentence;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\n';
    const bool ends_word = !sentence.empty() && sentence.back() != ' ';  // a lone "." is a path
    const bool mark = c == '.' || c == '!' || c == '?';
    const bool stop = mark && ends_word && std::isspace(static_cast<unsigned char>(next));
    if (c != '\n' && !stop) sentence += c;
    if (c != '\n' && !stop && i + 1 < text.size()) continue;
    if (!one_line(sentence).empty()) out.push_back(one_line(sentence));
    sentence.clear();
  }
  return out;
}

bool drop_prefix(std::string& text, std::string_view prefix) {
  if (lower(text).rfind(prefix, 0) != 0) return false;
  text = trim(std::string_view(text).substr(prefix.size()));
  return true;
}

std::string without_politeness(std::string text) {
  constexpr std::array<std::string_view, 18> kPolite = {
      "please ",        "can you ",       "could you ",       "would you ",
      "i want you to ", "i need you to ", "i'd like you to ", "i would like you to ",
      "i want to ",     "i need to ",     "let's ",           "help me to ",
      "help me ",       "we need to ",    "we should ",       "now ",
      "hi, ",           "hey, "};
  while (
      std::any_of(kPolite.begin(), kPolite.end(), [&](std::string_view p) { return drop_prefix(text, p); })) {
  }
  return text;
}

// A list's mark in front of a sentence: "- ", "1. ".
std::string without_mark(std::string text) {
  const std::size_t at = text.find_first_not_of("-*•0123456789.) ");
  const bool marked =
      !text.empty() && (text[0] == '-' || text[0] == '*' || contains(text.substr(0, 4), ". "));
  return marked && at != std::string::npos ? text.substr(at) : text;
}

std::string third_person(const std::string& verb) {
  const auto ends = [&](std::string_view tail) {
    return verb.size() >= tail.size() && verb.compare(verb.size() - tail.size(), tail.size(), tail) == 0;
  };
  const bool vowel_y = verb.size() > 1 && contains("aeiou", verb.substr(verb.size() - 2, 1));
  if (ends("y") && !vowel_y) return verb.substr(0, verb.size() - 1) + "ies";
  return verb + (ends("s") || ends("sh") || ends("ch") || ends("x") || ends("z") || ends("o") ? "es" : "s");
}

// A verb may stand first, after a comma or colon, and after "and" and "then".
std::string in_third_person(std::string_view task) {
  std::string out, word;
  bool verb_may_stand = true;
  for (const char c : std::string(task) + " ") {
    if (std::isalpha(static_cast<unsigned char>(c))) {
      word += c;
      continue;
    }
    const std::string low = lower(word);
    if (!word.empty()) {
      out += verb_may_stand && one_of(low, kVerbs) ? third_person(word) : word;
      verb_may_stand = low == "and" || low == "then";
    }
    verb_may_stand = verb_may_stand || c == ',' || c == ':' || c == ';';
    word.clear();
    out += c;
  }
  return trim(out);
}

bool starts_with_verb(std::string_view task) {
  const Words words = words_of(task);
  return !words.empty() && one_of(words[0], kVerbs);
}

// Where a clause ends: before ":", ";", ",", " and ", " then ", " so that ".
std::string first_clause(std::string_view task) {
  std::size_t end = task.size();
  for (const std::string_view mark : {": ", "; ", ", ", " and ", " then ", " so that ", " ("}) {
    const std::size_t at = task.find(mark);
    if (at != std::string_view::npos && at >= 12) end = std::min(end, at);
  }
  return trim(task.substr(0, end));
}

// The longest run of whole clauses that fits.
std::string fitting(const std::string& text, std::size_t max) {
  if (text.size() <= max) return text;
  const std::size_t end = std::max(text.rfind(", ", max), text.rfind(": ", max));
  return end != std::string::npos && end >= max / 3 && end <= max ? text.substr(0, end) : clip(text, max);
}

}  // namespace

bool is_stop_word(std::string_view word) { return one_of(word, kStopWords); }

bool is_verb_of_request(std::string_view word) { return one_of(word, kVerbs); }

std::string decapitalised(std::string text) {
  const bool acronym = text.size() > 1 && std::isupper(static_cast<unsigned char>(text[1]));
  if (!text.empty() && !acronym)
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

std::string skill_name(std::string_view text) {
  std::string out;
  for (const std::string& word : words_of(text)) {
    if (word == "claude" || word == "anthropic") continue;
    if (out.size() + word.size() + 1 > kMaxName) break;
    out += (out.empty() ? "" : "-") + word;
  }
  const bool branded = contains(out, "claude") || contains(out, "anthropic");
  return branded ? "" : out;
}

std::string task_of(const std::vector<std::string>& prompts) {
  for (const std::string& prompt : prompts) {
    const std::vector<std::string> sentences = sentences_of(prompt);
    if (!sentences.empty()) return capitalised(without_politeness(without_mark(sentences[0])));
  }
  return "";
}

std::vector<std::string> wishes_of(const std::vector<std::string>& prompts) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    const std::vector<std::string> sentences = sentences_of(prompts[i]);
    for (std::size_t k = i == 0 ? 1 : 0; k < sentences.size() && out.size() < kMaxWishes; ++k) {
      const std::string wish = capitalised(without_politeness(without_mark(sentences[k])));
      if (words_of(wish).size() >= 3 && wish.size() <= 300) out.push_back(wish);
    }
  }
  return out;
}

std::string plain_prose(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '`' && c != '"' && c != '<' && c != '>') out += c;
  }
  return one_line(out);
}

std::string name_from_task(std::string_view task, const std::vector<Parameter>& parameters) {
  const auto names_parameter = [&](const std::string& word) {
    return std::any_of(parameters.begin(), parameters.end(), [&](const Parameter& p) {
      const Words parts = words_of(p.name);
      return std::find(parts.begin(), parts.end(), word) != parts.end();
    });
  };
  const Words words = words_of(first_clause(task));
  Words kept, nouns;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool particle = i == 1 && one_of(words[i], kParticles);  // "set up", "roll out"
    if (!particle && one_of(words[i], kStopWords)) continue;
    Words& side = names_parameter(words[i]) ? nouns : kept;
    if (std::find(side.begin(), side.end(), words[i]) == side.end()) side.push_back(words[i]);
  }
  if (kept.size() < 3) kept.insert(kept.end(), nouns.begin(), nouns.end());
  std::string out;
  for (std::size_t i = 0; i < std::min(kept.size(), kNameWords); ++i) out += kept[i] + " ";
  return skill_name(out);
}

std::string title_of(std::string_view task) { return clip(first_clause(task), 80); }

std::string description_of(std::string_view task) {
  const std::string when = " Use when asked to " + decapitalised(fitting(first_clause(task), 90)) + ".";
  if (!starts_with_verb(task)) {
    const std::string what = "Carries out a recorded task: " + decapitalised(std::string(task));
    return fitting(what, kMaxDescription - 60) + ". Use when a task like this comes up.";
  }
  return fitting(in_third_person(task), kMaxDescription - when.size() - 1) + "." + when;
}

}  // namespace galdr::distill
