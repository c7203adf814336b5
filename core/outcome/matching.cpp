#include "core/outcome/matching.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/commands.hpp"
#include "core/distill/pattern.hpp"
#include "core/distill/text.hpp"

namespace galdr::outcome {
namespace {

using Words = std::vector<std::string>;

constexpr int kMostTries = 20'000;  ///< of one comparison
constexpr double kAlike = 0.5;
constexpr std::size_t kLongestTold = 300;

bool is_hole(std::string_view word) {
  return word.size() > 2 && word.front() == kHoleBegin && word.find(kHoleEnd) == word.size() - 1;
}

std::string name_of_hole(std::string_view hole) { return std::string(hole.substr(1, hole.size() - 2)); }

/// Compares texts with holes; gives up after so many tries.
class Matcher {
 public:
  explicit Matcher(Binding& binding) : binding_(binding) {}

  bool words(const Words& asked, std::size_t i, const Words& made, std::size_t j) {
    if (--tries_ < 0) return false;
    if (i == asked.size()) return j == made.size();
    if (j == made.size()) return false;
    if (is_hole(asked[i])) return spread(asked, i, made, j);
    const Binding before = binding_;
    if (text(asked[i], made[j]) && words(asked, i + 1, made, j + 1)) return true;
    binding_ = before;
    return false;
  }

  bool text(std::string_view asked, std::string_view made) {
    if (--tries_ < 0) return false;
    const std::size_t hole = asked.find(kHoleBegin);
    if (hole == asked.npos) return asked == made;
    if (!made.starts_with(asked.substr(0, hole))) return false;
    asked.remove_prefix(hole);
    made.remove_prefix(hole);
    const std::size_t end = asked.find(kHoleEnd);
    if (end == asked.npos) return asked == made;
    const std::string name(asked.substr(1, end - 1));
    return fill(name, asked.substr(end + 1), made);
  }

 private:
  /// A hole that is a word of its own may stand for several.
  bool spread(const Words& asked, std::size_t i, const Words& made, std::size_t j) {
    const std::string name = name_of_hole(asked[i]);
    const Binding before = binding_;
    std::string value;
    for (std::size_t end = j; end < made.size(); ++end) {
      value += (end > j ? " " : "") + made[end];
      const auto known = binding_.find(name);
      if (known != binding_.end() && known->second != value) continue;
      binding_[name] = value;
      if (words(asked, i + 1, made, end + 1)) return true;
      binding_ = before;
    }
    return false;
  }

  bool fill(const std::string& name, std::string_view rest, std::string_view made) {
    if (const auto known = binding_.find(name); known != binding_.end())
      return made.starts_with(known->second) && text(rest, made.substr(known->second.size()));
    const Binding before = binding_;
    if (rest.find(kHoleBegin) == rest.npos) {  // what is left decides
      if (made.size() <= rest.size() || !made.ends_with(rest)) return false;
      binding_[name] = made.substr(0, made.size() - rest.size());
      return true;
    }
    for (std::size_t length = 1; length <= made.size(); ++length) {
      binding_[name] = made.substr(0, length);
      if (text(rest, made.substr(length))) return true;
      binding_ = before;
    }
    return false;
  }

  Binding& binding_;
  int tries_ = kMostTries;
};

std::string filled(std::string_view text, const Binding& binding) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t hole = std::min(text.find(kHoleBegin, at), text.size());
    out += text.substr(at, hole - at);
    const std::size_t end = text.find(kHoleEnd, hole);
    at = hole;
    if (hole == text.size()) break;
    if (end == text.npos) return out += text.substr(hole);
    const auto known = binding.find(std::string(text.substr(hole + 1, end - hole - 1)));
    out += known == binding.end() ? std::string(text.substr(hole, end + 1 - hole)) : known->second;
    at = end + 1;
  }
  return out;
}

Words filled(const Words& words, const Binding& binding) {
  Words out;
  for (const std::string& word : words) out.push_back(filled(word, binding));
  return out;
}

bool is_flag(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

/// Options first, in one order; what takes no option keeps its own. `pairs`: what follows an option belongs
/// to it.
Words in_one_order(const Words& words, bool pairs) {
  Words options, rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_flag(words[i])) {
      rest.push_back(words[i]);
      continue;
    }
    const bool takes = pairs && i + 1 < words.size() && !is_flag(words[i + 1]);
    options.push_back(takes ? words[i] + "\n" + words[i + 1] : words[i]);
    if (takes) ++i;
  }
  std::sort(options.begin(), options.end());
  options.insert(options.end(), rest.begin(), rest.end());
  return options;
}

bool same_in_any_order(const Words& asked, const Words& made, Binding& binding) {
  const Words told = filled(asked, binding);
  for (const bool pairs : {true, false}) {
    Binding found = binding;
    if (!Matcher(found).words(in_one_order(told, pairs), 0, in_one_order(made, pairs), 0)) continue;
    binding = std::move(found);
    return true;
  }
  return false;
}

/// "--tag=next" as two words; "./x" as "x"; the tags of redacted secrets left out.
void add_word(Words& out, const std::string& word) {
  std::string text = distill::without_tags(word);
  while (text.starts_with("./") && text.size() > 2) text.erase(0, 2);
  const std::size_t equals = text.starts_with("--") ? text.find('=') : std::string::npos;
  out.push_back(text.substr(0, equals));
  if (equals != std::string::npos) out.push_back(text.substr(equals + 1));
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The one file that a command prints, "" where it does more or less than that.
std::string printed_file(const distill::Simple& simple) {
  const std::string program = distill::program_of(simple);
  if (!simple.files.empty() || !one_of(program, {"cat", "head", "tail", "less", "more", "bat", "nl", "sed"}))
    return "";
  Words files;
  for (const std::string& word : distill::plain_arguments(simple)) {
    const bool lines = !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) &&
                       word.find_first_not_of("0123456789,p$") == std::string::npos;
    if (!lines) files.push_back(word);
  }
  return files.size() == 1 && distill::only_looks(simple) ? files[0] : "";
}

Part command_part(const distill::Simple& simple) {
  Part out;
  out.signature = distill::signature_of(simple);
  out.looks = distill::only_looks(simple);
  out.words.push_back(distill::program_of(simple));
  for (const std::string& word : distill::arguments_of(simple)) add_word(out.words, word);
  for (const std::string& file : simple.files) out.words.push_back(">"), add_word(out.words, file);
  for (const std::string& word : out.words) out.told += (out.told.empty() ? "" : " ") + word;
  out.told = distill::clip(without_holes(out.told), kLongestTold);
  return out;
}

/// Writes its input, or what it was told, into files: what counts is the files.
bool only_writes(const distill::Simple& simple) {
  return !simple.files.empty() && one_of(distill::program_of(simple), {"", "cat", "echo", "printf"});
}

void add_parts(std::vector<Part>& out, const distill::Simple& simple) {
  if (only_writes(simple)) {
    for (const std::string& file : simple.files) out.push_back(file_part(file, true));
  } else if (const std::string file = printed_file(simple); !file.empty()) {
    out.push_back(file_part(file, false));
  } else if (!distill::does_nothing(simple)) {
    out.push_back(command_part(simple));
  }
}

bool same_path(std::string_view asked, std::string_view made, Binding& binding) {
  Binding found = binding;
  const auto matches = [&](std::string_view text) {
    found = binding;
    return Matcher(found).text(asked, text);
  };
  bool same = matches(made);
  // A file below another folder than the skill was made in.
  const bool relative = !asked.starts_with('/') && !asked.starts_with('~') && asked.front() != kHoleBegin;
  for (std::size_t at = made.find('/'); !same && relative && at != made.npos; at = made.find('/', at + 1))
    same = matches(made.substr(at + 1));
  if (same) binding = std::move(found);
  return same;
}

Fit fit_command(const Part& asked, const Part& made, Binding& binding) {
  Binding found = binding;
  if (Matcher(found).words(asked.words, 0, made.words, 0)) return binding = std::move(found), Fit::exact;
  if (same_in_any_order(asked.words, made.words, binding)) return Fit::exact;
  found = binding;
  const bool same_program = Matcher(found).text(asked.signature, made.signature) ||
                            made.signature.starts_with(asked.signature + " ");
  if (asked.signature.empty() || !same_program) return Fit::none;
  const bool says_what = asked.signature.find(' ') != std::string::npos;
  const bool alike =
      says_what || distill::likeness(without_holes(filled(asked.told, binding)), made.told) >= kAlike;
  return alike ? Fit::changed : Fit::none;
}

Fit fit_tool(const Part& asked, const Part& made, Binding& binding) {
  if (asked.signature != made.signature) return Fit::none;
  Binding found = binding;
  for (const distill::Leaf& leaf : asked.leaves) {
    const auto other = std::find_if(made.leaves.begin(), made.leaves.end(),
                                    [&](const distill::Leaf& l) { return l.key == leaf.key; });
    if (other == made.leaves.end() || !Matcher(found).text(leaf.text, other->text)) return Fit::changed;
  }
  binding = std::move(found);
  return Fit::exact;
}

std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)))
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// Is the command line's exit status that of its last command, run for sure? Not of "make &", "! make", "a ||
/// make", or where a word of the shell's decides.
bool tells_exit(std::string_view command) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = command.find_first_not_of(kBlank), last = command.find_last_not_of(kBlank);
  if (first == command.npos) return false;
  const std::string_view text = command.substr(first, last - first + 1);
  const bool behind = text.back() == '&' && !text.ends_with("&&");
  constexpr std::array<std::string_view, 6> kWords{"! ", "if ", "while ", "until ", "for ", "case "};
  const bool decides = std::any_of(kWords.begin(), kWords.end(), [&](auto word) {
    return text.starts_with(word) || text.find("; " + std::string(word)) != text.npos ||
           text.find("\n" + std::string(word)) != text.npos ||
           text.find("&& " + std::string(word)) != text.npos;
  });
  return !behind && !decides && text.find("||") == text.npos;
}

/// The script of "bash -c SCRIPT"; "" if it is no such call.
std::string script_of(const distill::Simple& simple) {
  constexpr std::array<std::string_view, 5> kShells{"sh", "bash", "zsh", "dash", "ksh"};
  if (std::find(kShells.begin(), kShells.end(), distill::program_of(simple)) == kShells.end()) return "";
  const auto words = distill::arguments_of(simple);
  for (std::size_t i = 0; i + 1 < words.size() && words[i].starts_with("-"); ++i)
    if (words[i].ends_with("c") && !words[i].starts_with("--")) return words[i + 1];
  return "";
}

bool is_parameter_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-';
  });
}

}  // namespace

std::string with_holes(std::string_view text, const std::vector<std::string>& names, bool angle) {
  const std::string_view open = angle ? "<" : "{{", close = angle ? ">" : "}}";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = std::min(text.find(open, at), text.size());
    out += text.substr(at, begin - at);
    if (begin == text.size()) break;
    const std::size_t end = text.find(close, begin);
    const std::string name(end == text.npos ? ""
                                            : text.substr(begin + open.size(), end - begin - open.size()));
    const bool known =
        angle ? std::find(names.begin(), names.end(), name) != names.end() : is_parameter_name(name);
    at = known ? end + close.size() : begin + open.size();
    out += known ? kHoleBegin + name + kHoleEnd : std::string(open);
  }
  return out;
}

std::string without_holes(std::string_view text) {
  std::string out;
  for (const char c : text) c == kHoleBegin ? out += "{{" : c == kHoleEnd ? out += "}}" : out += c;
  return out;
}

std::vector<Part> parts_of_command(std::string_view command) {
  std::vector<Part> out;
  const auto all = distill::parse_shell(command);
  const bool tells = tells_exit(command);
  const bool chained = command.find_first_of("|;\n") == command.npos;  // by && alone
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t before = out.size();
    const std::string script = script_of(all[i]);
    if (script.empty() || script.size() >= command.size())
      add_parts(out, all[i]);
    else
      for (Part& part : parts_of_command(script)) out.push_back(std::move(part));
    for (std::size_t k = before; k < out.size(); ++k)
      out[k].own_exit = out[k].own_exit && tells && (i + 1 == all.size() || chained);
  }
  return out;
}

Part file_part(std::string_view path, bool changes) {
  Part out;
  out.kind = changes ? Part::Kind::change : Part::Kind::read;
  out.looks = !changes;
  while (path.starts_with("./")) path.remove_prefix(2);
  out.path = path;
  out.told = (changes ? "change " : "read ") + distill::clip(without_holes(path), kLongestTold);
  return out;
}

Part tool_part(std::string_view tool, std::string_view input_json) {
  Part out;
  out.kind = Part::Kind::tool;
  out.signature = folded(tool);
  out.told = tool;
  for (distill::Leaf& leaf : distill::leaves_of(input_json))
    if (leaf.key != "/description") out.leaves.push_back(std::move(leaf));
  return out;
}

Fit fit(const Part& asked, const Part& made, Binding& binding) {
  if (asked.kind != made.kind) return Fit::none;
  switch (asked.kind) {
    case Part::Kind::command:
      return fit_command(asked, made, binding);
    case Part::Kind::tool:
      return fit_tool(asked, made, binding);
    default:
      return !asked.path.empty() && same_path(asked.path, made.path, binding) ? Fit::exact : Fit::none;
  }
}

bool holds(std::string_view text, std::string_view pattern, const Binding& binding) {
  const std::string wanted = distill::one_line(filled(pattern, binding));
  const std::string all = distill::one_line(text);
  // What no value is known for stands for anything.
  std::size_t at = 0;
  for (std::size_t begin = 0; begin < wanted.size();) {
    const std::size_t hole = std::min(wanted.find(kHoleBegin, begin), wanted.size());
    at = all.find(wanted.substr(begin, hole - begin), at);
    if (at == std::string::npos) return false;
    at += hole - begin;
    const std::size_t end = wanted.find(kHoleEnd, hole);
    begin = end == std::string::npos ? wanted.size() : end + 1;
  }
  return true;
}

}  // namespace galdr::outcome
