#include "core/distill/derive.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <set>
#include <vector>

#include "core/distill/binding.hpp"
#include "core/distill/text.hpp"

namespace galdr::distill {
namespace {

using Rule = std::function<std::string(const std::string&)>;

struct Derivation {
  std::string told;
  Rule apply;
};

std::string upper(const std::string& text) {
  std::string out = text;
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

/// The words of "some-name", "some_name", "Some name", "someName".
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool hump =
        i > 0 && std::isupper(c) != 0 && std::islower(static_cast<unsigned char>(text[i - 1])) != 0;
    if ((std::isalnum(c) == 0 || hump) && !out.back().empty()) out.emplace_back();
    if (std::isalnum(c) != 0) out.back() += static_cast<char>(std::tolower(c));
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

std::string joined(const std::vector<std::string>& words, const std::string& between, bool capitals,
                   bool first_too) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += (i > 0 ? between : "") + (capitals && (i > 0 || first_too) ? capitalised(words[i]) : words[i]);
  return out;
}

Rule spelled(const std::string& between, bool capitals = false, bool first_too = false) {
  return [=](const std::string& text) { return joined(words_of(text), between, capitals, first_too); };
}

/// What stands before or after `at`; nothing without it.
std::string before(const std::string& text, std::size_t at) {
  return at == std::string::npos ? "" : text.substr(0, at);
}
std::string after(const std::string& text, std::size_t at) {
  return at == std::string::npos ? "" : text.substr(at + 1);
}

std::vector<Derivation> make_rules() {
  std::vector<Derivation> out = {
      {"in lower case", lower},
      {"in upper case", upper},
      {"with a capital", [](const std::string& text) { return capitalised(text); }},
      {"with hyphens between its words", spelled("-")},
      {"with underscores between its words", spelled("_")},
      {"with spaces between its words", spelled(" ")},
      {"as one word", spelled("")},
      {"in camelCase", spelled("", true)},
      {"in PascalCase", spelled("", true, true)},
      {"with dots between its words", spelled(".")},
      {"with slashes between its words", spelled("/")},
  };
  for (const char mark : std::string(":@/.-_=+# ")) {
    const std::string said = " `" + std::string(1, mark) + "` of";
    out.push_back(
        {"what stands before the first" + said, [mark](const auto& t) { return before(t, t.find(mark)); }});
    out.push_back(
        {"what stands after the last" + said, [mark](const auto& t) { return after(t, t.rfind(mark)); }});
    out.push_back(
        {"what stands after the first" + said, [mark](const auto& t) { return after(t, t.find(mark)); }});
    out.push_back(
        {"what stands before the last" + said, [mark](const auto& t) { return before(t, t.rfind(mark)); }});
  }
  return out;
}

const std::vector<Derivation>& rules() {
  static const std::vector<Derivation> kRules = make_rules();
  return kRules;
}

bool holds(const Rule& rule, const Values& from, const Values& to) {
  for (std::size_t r = 0; r < to.size(); ++r)
    if (to[r] && (!from[r] || rule(*from[r]) != *to[r])) return false;
  return true;
}

std::size_t different(const Values& values) {
  std::set<std::string> out;
  for (const auto& value : values)
    if (value) out.insert(*value);
  return out.size();
}

}  // namespace

std::optional<std::string> derivation(const Values& from, const Values& to) {
  if (different(to) < 2 || agrees(to, from)) return std::nullopt;
  const auto found = std::find_if(rules().begin(), rules().end(),
                                  [&](const Derivation& d) { return holds(d.apply, from, to); });
  return found == rules().end() ? std::nullopt : std::optional(found->told);
}

std::vector<std::string> derivable_from(const std::string& value) {
  std::set<std::string> out;
  for (const Derivation& rule : rules()) out.insert(rule.apply(value));
  return {out.begin(), out.end()};
}

}  // namespace galdr::distill
