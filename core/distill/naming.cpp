#include "core/distill/naming.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "core/distill/derive.hpp"
#include "core/distill/requests.hpp"
#include "core/distill/text.hpp"
#include "core/distill/wording.hpp"

namespace galdr::distill {
namespace {

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_name(char c) { return is_alnum(c) || c == '_' || c == '-'; }

/// A name, and what people are told of the value.
struct Told {
  std::string name, description;
};

bool all_are(const Values& values, bool (*is)(std::string_view)) {
  return std::all_of(values.begin(), values.end(), [&](const auto& v) { return !v || is(*v); });
}

std::optional<Told> by_input(const Variable& variable,
                             const std::vector<std::map<std::string, std::string>>& inputs) {
  for (const auto& [name, value] : inputs[0]) {
    Values given(inputs.size());
    for (std::size_t r = 0; r < inputs.size(); ++r)
      if (const auto found = inputs[r].find(name); found != inputs[r].end()) given[r] = found->second;
    if (agrees(variable.values, given)) return Told{name, "given for the run"};
  }
  return std::nullopt;
}

using AskRequest = std::string (*)(std::string_view request, std::string_view value);

/// The word that all requests have beside the value; "" if they differ.
std::string noun_in(const Requests& requests, const Values& values, AskRequest ask) {
  std::string out;
  for (std::size_t r = 0; r < values.size(); ++r) {
    if (!values[r]) continue;
    std::string noun;
    for (const std::string& request : requests[r])
      if (noun.empty()) noun = ask(request, *values[r]);
    if (noun.empty() || (!out.empty() && noun != out)) return "";
    out = noun;
  }
  return out;
}

std::optional<Told> by_request(const Variable& variable, const Requests& requests, AskRequest ask) {
  const std::string noun = noun_in(requests, variable.values, ask);
  if (noun.empty()) return std::nullopt;
  return Told{noun, "the " + noun};
}

bool is_address(std::string_view word) {
  return is_version(word) && std::count(word.begin(), word.end(), '.') == 3 &&
         word.find_first_not_of("0123456789.") == word.npos;
}

std::string_view last_word(std::string_view text) { return text.substr(text.find_last_of(" \t\n|&;()") + 1); }

/// "version-code" of "-PversionCode", a property that a flag sets.
std::string without_flag(std::string_view word) {
  const bool property = word.size() > 3 && word[0] == '-' && (word[1] == 'P' || word[1] == 'D') &&
                        std::islower(static_cast<unsigned char>(word[2]));
  while (!word.empty() && word.front() == '-') word.remove_prefix(1);
  return std::string(property ? word.substr(1) : word);
}

/// "--tag ", "--tag=", "-count=", "TAG=", "\"key\": ", "key=" before a value.
std::string key_before(std::string_view literal) {
  std::string_view text = literal;
  while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
  const bool spaced = !text.empty() && text.back() == ' ';
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::string_view word = last_word(text);
  const bool quoted = text.size() < literal.size() && !spaced;  // {"key":"value"
  const bool assigned =
      !word.empty() &&
      (word.back() == '=' || (word.back() == ':' && (spaced || quoted || word.find('"') != word.npos)));
  if (assigned) word.remove_suffix(1);
  const bool flag = word.starts_with("--") && word.size() > 3;
  if (!assigned && !(flag && spaced)) return "";
  while (!word.empty() && !is_name(word.back())) word.remove_suffix(1);
  std::size_t start = word.size();
  while (start > 0 && is_name(word[start - 1])) --start;
  const std::string out = without_flag(word.substr(start));
  const bool named = out.size() > 1 && std::isalpha(static_cast<unsigned char>(out.front())) != 0;
  return named ? out : "";
}

/// "models" for a value after "app/models/".
std::string folder_before(std::string_view literal) {
  if (!literal.ends_with('/')) return "";
  literal.remove_suffix(1);
  std::size_t start = literal.size();
  while (start > 0 && is_name(literal[start - 1])) --start;
  return std::string(literal.substr(start));
}

std::string singular(const std::string& word) {
  if (word.size() > 4 && word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  const bool plural =
      word.size() > 3 && word.ends_with("s") && !word.ends_with("ss") && !word.ends_with("us");
  return plural ? word.substr(0, word.size() - 1) : word;
}

/// The first answer that `ask` has for what stands before the value in some text.
std::string before_value(const Variable& variable, const std::vector<StepText>& texts,
                         const std::function<std::string(std::string_view)>& ask) {
  for (const StepText& text : texts) {
    for (std::size_t i = 1; i < text.pattern.size(); ++i) {
      if (!text.pattern[i].is_hole() || !agrees(text.pattern[i].values, variable.values)) continue;
      if (std::string out = ask(text.pattern[i - 1].literal); !out.empty()) return out;
    }
  }
  return "";
}

std::optional<Told> by_key(const Variable& variable, const std::vector<StepText>& texts) {
  const std::string key = before_value(variable, texts, key_before);
  if (key.empty()) return std::nullopt;
  return Told{key, "what " + code_span(key) + " is set to"};
}

std::optional<Told> by_folder(const Variable& variable, const std::vector<StepText>& texts) {
  const std::string folder = before_value(variable, texts, folder_before);
  if (folder.empty()) return std::nullopt;
  return Told{singular(folder), "a name in " + code_span(folder + "/")};
}

/// "localhost:", "10.0.0.7:", "http://a.b:".
bool ends_host(std::string_view literal) {
  if (!literal.ends_with(':')) return false;
  literal.remove_suffix(1);
  const std::string_view word = literal.substr(literal.find_last_of(" =@/'\"") + 1);
  return word.size() > 1 && std::isalnum(static_cast<unsigned char>(word.back())) != 0 &&
         word.find_first_of("-,:") == word.npos &&
         word.find_first_of(".abcdefghijklmnopqrstuvwxyz") != word.npos;
}

/// "ssh user@host", "https://host/", "host:port"; not the user of "https://user:…@host".
std::string network_part(const Pattern& pattern, std::size_t hole, bool number) {
  const std::string& before = pattern[hole - 1].literal;
  const std::string after = hole + 1 < pattern.size() ? pattern[hole + 1].literal : "";
  if (before.ends_with("@")) return "host";
  if (before.ends_with("://"))
    return after.starts_with("@") || (after.starts_with(":") && after.find('@') != after.npos) ? "user"
                                                                                               : "host";
  return number && ends_host(before) ? "port" : "";
}

std::optional<Told> by_network(const Variable& variable, const std::vector<StepText>& texts) {
  const bool number = all_are(variable.values, is_number);
  for (const StepText& text : texts) {
    for (std::size_t i = 1; i < text.pattern.size(); ++i) {
      if (!text.pattern[i].is_hole() || !agrees(text.pattern[i].values, variable.values)) continue;
      if (const std::string part = network_part(text.pattern, i, number); !part.empty())
        return Told{part, "the " + part};
    }
  }
  return std::nullopt;
}

std::optional<Told> by_word(const Variable& variable, const std::vector<StepText>& texts) {
  const std::string word = before_value(variable, texts, [](std::string_view literal) {
    while (!literal.empty() && !is_alnum(literal.back())) literal.remove_suffix(1);
    std::size_t start = literal.size();
    while (start > 0 && std::isalpha(static_cast<unsigned char>(literal[start - 1]))) --start;
    const std::string out = lower(literal.substr(start));
    return out.size() > 2 && !is_stop_word(out) ? out : "";
  });
  if (word.empty()) return std::nullopt;
  return Told{word, "what follows " + code_span(word)};
}

std::optional<Told> by_shape(const Variable& variable) {
  if (all_are(variable.values, is_address)) return Told{"address", "the address"};
  if (all_are(variable.values, is_version)) return Told{"version", "the version"};
  if (all_are(variable.values, is_ticket)) return Told{"ticket", "the ticket"};
  if (all_are(variable.values, is_date)) return Told{"date", "the date"};
  return std::nullopt;
}

/// The names that are given, and how many of each.
using Names = std::map<std::string, int>;

void name(Variable& variable, const Told& told, Names& names) {
  const std::string base = parameter_name(told.name);
  variable.name = base;
  for (int& n = names[base]; n > 0 && names.contains(variable.name);)
    variable.name = base + "_" + std::to_string(++n);
  names[variable.name] = std::max(names[variable.name], 1);
  variable.description = told.description;
}

/// The first told name that no other variable has, or the first of all.
Told told_of(const Variable& variable, const Names& names, const std::vector<StepText>& texts,
             const Requests& requests) {
  std::optional<Told> first;
  const std::optional<Told> answers[] = {
      by_shape(variable),          by_request(variable, requests, noun_after),
      by_network(variable, texts), by_key(variable, texts),
      by_folder(variable, texts),  by_word(variable, texts)};
  for (const auto& told : answers) {
    if (!told) continue;
    if (!names.contains(parameter_name(told->name))) return *told;
    if (!first) first = told;
  }
  const bool number = all_are(variable.values, is_number);
  return first.value_or(Told{number ? "number" : "value", "differs from run to run"});
}

bool is_said(const Requests& requests, const Values& values) {
  for (std::size_t r = 0; r < values.size(); ++r)
    if (values[r] && affixes_of(requests[r], *values[r]).empty()) return false;
  return true;
}

/// What a request names is asked for, and never follows from what it does not name. Nor does anything follow
/// from what itself follows.
bool may_follow(const std::vector<Variable>& variables, const std::set<std::size_t>& sources,
                std::size_t from, std::size_t to, const Requests& requests) {
  if (from == to || variables[from].is_derived() || sources.contains(to)) return false;
  return !is_said(requests, variables[to].values) || is_said(requests, variables[from].values);
}

/// The variables that hold in run `run` what may follow from each text.
std::map<std::string, std::vector<std::size_t>> sources_by_text(const std::vector<Variable>& variables,
                                                                std::size_t run) {
  std::map<std::string, std::vector<std::size_t>> out;
  for (std::size_t v = 0; v < variables.size(); ++v)
    if (const auto& value = variables[v].values[run])
      for (std::string& text : derivable_from(*value)) out[std::move(text)].push_back(v);
  return out;
}

void derive(std::vector<Variable>& variables, const Requests& requests) {
  if (variables.empty()) return;
  std::set<std::size_t> sources;
  const auto by_text = sources_by_text(variables, 0);
  for (std::size_t to = 0; to < variables.size(); ++to) {
    const auto found = variables[to].values[0] ? by_text.find(*variables[to].values[0]) : by_text.end();
    if (found == by_text.end()) continue;
    for (const std::size_t from : found->second) {
      if (variables[to].is_derived() || !may_follow(variables, sources, from, to, requests)) continue;
      const auto told = derivation(variables[from].values, variables[to].values);
      if (!told) continue;
      variables[to].derived_from = from;
      variables[to].description = *told + " " + code_span(variables[from].name);
      sources.insert(from);
    }
  }
}

/// Letters and digits in one long word.
bool looks_made(const std::string& value) {
  const auto has = [&](int (*is)(int)) {
    return std::any_of(value.begin(), value.end(), [&](unsigned char c) { return is(c) != 0; });
  };
  return value.size() >= 8 && value.find_first_of(" -_/") == value.npos && has(std::isdigit) &&
         has(std::isalpha);
}

}  // namespace

std::string parameter_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool hump =
        i > 0 && std::isupper(c) != 0 && std::islower(static_cast<unsigned char>(text[i - 1])) != 0;
    if ((hump || !is_alnum(text[i])) && !out.empty() && out.back() != '_') out += '_';
    if (is_alnum(text[i])) out += static_cast<char>(std::tolower(c));
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out.empty() || std::isdigit(static_cast<unsigned char>(out[0])) != 0 ? "value" : out;
}

bool is_secret(std::string_view name, const std::vector<std::string>& values) {
  constexpr std::array<std::string_view, 12> kSecret = {"password",   "passwd", "passphrase",  "pw",
                                                        "pwd",        "pass",   "secret",      "pin",
                                                        "credential", "apikey", "credentials", "otp"};
  if (name.ends_with("api_key") || name.ends_with("access_key") || name.ends_with("private_key")) return true;
  const bool token = name.find("token") != name.npos && std::any_of(values.begin(), values.end(), looks_made);
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('_', at), name.size());
    if (std::find(kSecret.begin(), kSecret.end(), name.substr(at, end - at)) != kSecret.end()) return true;
    at = end + 1;
  }
  return token;
}

void name_variables(std::vector<Variable>& variables, const std::vector<StepText>& texts,
                    const Requests& requests, const std::vector<std::map<std::string, std::string>>& inputs) {
  Names names;
  for (Variable& variable : variables) {  // what a person said comes before what we make of it
    auto told = by_input(variable, inputs);
    if (!told) told = by_request(variable, requests, noun_before);
    if (told) name(variable, *told, names);
  }
  for (Variable& variable : variables)
    if (variable.name.empty()) name(variable, told_of(variable, names, texts, requests), names);
  derive(variables, requests);
}

}  // namespace galdr::distill
