#include "core/distill/params.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/json_text.hpp"

namespace galdr::distill {
namespace {

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A value that the request names, and the word before it.
struct Named {
  std::string value, before;
};

std::string word_before(std::string_view text, std::size_t at) {
  while (at > 0 && !is_alnum(text[at - 1])) {
    if (text[at - 1] == '.' || text[at - 1] == ',' || text[at - 1] == '\n') return "";
    --at;
  }
  std::size_t start = at;
  while (start > 0 && (is_alnum(text[start - 1]) || text[start - 1] == '-')) --start;
  return lower(text.substr(start, at - start));
}

void add_quoted(std::string_view prompt, std::vector<Named>& out) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kQuotes = {
      {{"\"", "\""}, {"`", "`"}, {"'", "'"}, {"“", "”"}}};
  for (const auto& [open, close] : kQuotes) {
    for (std::size_t at = prompt.find(open); at != std::string_view::npos; at = prompt.find(open, at)) {
      const std::size_t start = at + open.size();
      const std::size_t end = prompt.find(close, start);
      const bool opens_word = at == 0 || !is_alnum(prompt[at - 1]);  // not the apostrophe of "don't"
      if (end == std::string_view::npos) break;
      if (opens_word)
        out.push_back({std::string(prompt.substr(start, end - start)), word_before(prompt, at)});
      at = opens_word ? end + close.size() : start;
    }
  }
}

// Digits with dots between, and what may hang on: 1.4.0, 2.0.0-rc.1.
bool is_version(std::string_view word) {
  if (word.empty() || !is_digit(word.front()) || !is_alnum(word.back())) return false;
  const std::size_t dot = word.find('.');
  if (dot == std::string_view::npos || dot + 1 >= word.size() || !is_digit(word[dot + 1])) return false;
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(dot), is_digit);
}

// OPS-311, GH-7: capitals, a hyphen, digits.
bool is_ticket(std::string_view word) {
  const std::size_t hyphen = word.find('-');
  if (hyphen == std::string_view::npos || hyphen < 2 || hyphen + 1 == word.size()) return false;
  const auto split = word.begin() + static_cast<std::ptrdiff_t>(hyphen);
  return std::all_of(word.begin(), split, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
         std::all_of(split + 1, word.end(), is_digit);
}

void add_shaped(std::string_view prompt, std::vector<Named>& out) {
  for (std::size_t at = 0; at < prompt.size();) {
    std::size_t end = at;
    while (end < prompt.size() && (is_alnum(prompt[end]) || prompt[end] == '.' || prompt[end] == '-')) ++end;
    std::string_view word = prompt.substr(at, end - at);
    while (!word.empty() && !is_alnum(word.back())) word.remove_suffix(1);
    if (word.size() > 1 && word[0] == 'v' && is_version(word.substr(1))) word.remove_prefix(1);
    if (is_version(word))
      out.push_back({std::string(word), "version"});
    else if (is_ticket(word))
      out.push_back({std::string(word), "ticket"});
    at = std::max(end, at + 1);
  }
}

bool is_plain(const std::string& value) {
  return value.size() >= 2 && value.size() <= 120 && value[0] != '-' && value[0] != '<' &&
         value.find_first_of("\n{}$`\\") == std::string::npos;
}

bool is_command(const std::string& value, const std::vector<Draft>& drafts) {
  return std::any_of(drafts.begin(), drafts.end(), [&](const Draft& d) {
    return d.call.is_shell() &&
           (d.call.command == value ||
            (contains(value, " ") && contains(d.call.command, value) && d.call.command.rfind(value, 0) == 0));
  });
}

bool in_commands(const std::string& value, const std::vector<Draft>& drafts) {
  return std::any_of(drafts.begin(), drafts.end(), [&](const Draft& d) {
    return find_token(d.call.command, value) != std::string::npos ||
           find_token(d.call.path, value) != std::string::npos;
  });
}

bool in_inputs(const std::string& value, const std::vector<Draft>& drafts) {
  return std::any_of(drafts.begin(), drafts.end(), [&](const Draft& d) {
    return find_token(all_strings(d.call.input), value) != std::string::npos;
  });
}

std::string as_name(std::string_view text) {
  std::string out;
  for (const char c : lower(text)) {
    if (is_alnum(c))
      out += c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out.empty() || is_digit(out[0]) ? "value" : out;
}

// The flag or key that a command gives the value to: "--tag X", "--tag=X", "TAG=X".
std::string flag_of(const std::string& value, const std::vector<Draft>& drafts) {
  for (const Draft& draft : drafts) {
    for (const Simple& simple : parse_shell(draft.call.command)) {
      for (std::size_t i = 0; i < simple.words.size(); ++i) {
        const std::string& word = simple.words[i];
        const std::string before = i > 0 ? simple.words[i - 1] : "";
        if (word == value && before.rfind("--", 0) == 0 && !contains(before, "=")) return before.substr(2);
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos || word.substr(equals + 1) != value) continue;
        return word.substr(std::min(word.find_first_not_of('-'), equals),
                           equals - word.find_first_not_of('-'));
      }
    }
  }
  return "";
}

bool is_empty_word(std::string_view word) {
  constexpr std::array<std::string_view, 26> kWords = {
      "",   "the", "a",  "an", "to",  "as",     "for",   "in", "on",   "of",   "is",   "with", "from",
      "by", "and", "or", "it", "use", "called", "named", "at", "into", "that", "this", "be",   "under"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// The folder that a file named by the value lies in.
std::string folder_of(const std::string& value, const std::vector<Draft>& drafts) {
  for (const Draft& draft : drafts) {
    const std::size_t at = find_token(draft.call.path, value);
    if (at == std::string::npos || at < 2 || draft.call.path[at - 1] != '/') continue;
    return draft.call.path.substr(draft.call.path.rfind('/', at - 2) + 1,
                                  at - 2 - draft.call.path.rfind('/', at - 2));
  }
  return "";
}

Parameter described(const Named& named, const std::vector<Draft>& drafts) {
  if (named.before == "version") return {"version", "the version", {named.value}, ""};
  if (named.before == "ticket") return {"ticket", "the ticket", {named.value}, ""};
  const std::string flag = flag_of(named.value, drafts);
  const bool said = !is_empty_word(named.before);
  if (!flag.empty()) return {as_name(flag), "the " + (said ? named.before : lower(flag)), {named.value}, ""};
  if (said) return {as_name(named.before), "the " + named.before, {named.value}, ""};
  const std::string folder = folder_of(named.value, drafts);
  if (!folder.empty()) return {as_name(folder), "a name in `" + folder + "/`", {named.value}, ""};
  return {"name", "the name that the request gives", {named.value}, ""};
}

bool taken(const std::vector<Parameter>& all, const std::string& value) {
  return std::any_of(all.begin(), all.end(), [&](const Parameter& p) { return p.values.front() == value; });
}

void add(std::vector<Parameter>& all, Parameter parameter) {
  const std::string base = parameter.name;
  const auto clashes = [&] {
    return std::any_of(all.begin(), all.end(), [&](const Parameter& p) { return p.name == parameter.name; });
  };
  for (int n = 2; clashes(); ++n) parameter.name = base + "_" + std::to_string(n);
  all.push_back(std::move(parameter));
}

// What a person calls it: the word that the request used, or else its name.
std::string noun_of(const Parameter& parameter) {
  const bool said =
      parameter.description.rfind("the ", 0) == 0 && !contains(parameter.description.substr(4), " ");
  std::string out = said ? parameter.description.substr(4) : parameter.name;
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

// "the version a given version" is "a given version".
std::string without_doubles(std::string text, const std::string& noun) {
  for (const std::string& before : {"the " + noun + " ", noun + " "}) {
    const std::string twice = before + "a given " + noun;
    for (std::size_t at = lower(text).find(twice); at != std::string::npos; at = lower(text).find(twice, at))
      text.erase(at, before.size());
  }
  return text;
}

bool is_article(const std::string& word) {
  const std::string low = lower(word);
  return low == "the" || low == "a" || low == "an";
}

/// "the a given module module" is "a given module", "the maven a given library" is "a given maven library".
std::string smoothed(const std::string& text) {
  std::vector<std::string> words, out;
  for (std::size_t at = 0; at < text.size();
       at = text.find(' ', at) == text.npos ? text.size() : text.find(' ', at) + 1)
    words.push_back(text.substr(at, text.find(' ', at) - at));
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool given = words[i] == "a" && i + 1 < words.size() && words[i + 1] == "given";
    const bool adjective =
        given && out.size() > 1 && is_article(out[out.size() - 2]) && !is_article(out.back());
    if (given && !out.empty() && is_article(out.back())) out.pop_back();
    if (adjective) {
      out.insert(out.end() - 2, {"a", "given"});
      out.erase(out.end() - 2);
      ++i;
    } else if (out.empty() || lower(out.back()) != lower(words[i])) {
      out.push_back(words[i]);
    }
  }
  std::string joined;
  for (const std::string& word : out) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

}  // namespace

std::vector<Parameter> parameters_of(const Run& run, const Story& story, const std::vector<Draft>& drafts) {
  std::vector<Parameter> out;
  for (const auto& [name, raw] : run.inputs) {
    const std::string value = localise(story.places, raw);
    if (in_inputs(value, drafts) && !taken(out, value))
      add(out, {as_name(name), "given for the run", {value}, ""});
  }
  std::vector<Named> named;
  for (const std::string& prompt : story.prompts) {
    add_shaped(prompt, named);
    add_quoted(prompt, named);
  }
  for (const Named& n : named) {
    if (!is_plain(n.value) || taken(out, n.value) || is_command(n.value, drafts)) continue;
    if (in_commands(n.value, drafts)) add(out, described(n, drafts));
  }
  return out;
}

std::string with_parameters(std::string_view text, const std::vector<Parameter>& parameters, Mark mark) {
  std::vector<Replacement> replacements;
  for (const Parameter& p : parameters)
    for (const std::string& value : p.values) replacements.emplace_back(value, marked(p.name, mark));
  return replace_tokens(text, replacements);
}

std::string spoken(std::string text, const std::vector<Parameter>& parameters) {
  for (const Parameter& p : parameters) {
    const std::string written = marked(p.name, Mark::braces);
    for (std::size_t at = text.find(written); at != std::string::npos; at = text.find(written, at))
      text.replace(at, written.size(), marked(noun_of(p), Mark::spoken));
    text = without_doubles(text, noun_of(p));
  }
  return smoothed(text);
}

}  // namespace galdr::distill
