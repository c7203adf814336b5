#include "core/distill/substitution.hpp"

#include <algorithm>
#include <cctype>

#include "core/distill/text.hpp"

namespace galdr::distill {
namespace {

constexpr std::string_view kAnyEnd = "\n\n";  ///< no token

std::string place_of(std::size_t variable, std::string_view before, std::string_view after) {
  return std::to_string(variable) + '\0' + std::string(before) + '\0' + std::string(after);
}

std::string_view first_token(std::string_view text) {
  const auto tokens = tokens_of(text.substr(0, 64));
  return tokens.empty() ? "" : tokens.front().text;
}

std::string_view last_token(std::string_view text) {
  const auto tokens = tokens_of(text.substr(text.size() - std::min<std::size_t>(text.size(), 64)));
  return tokens.empty() ? "" : tokens.back().text;
}

std::string_view literal_at(const Pattern& pattern, std::size_t i) {
  return i < pattern.size() ? std::string_view(pattern[i].literal) : std::string_view();
}

bool holds_word(std::string_view value) {
  return std::any_of(value.begin(), value.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; });
}

bool ends_name(std::string_view text, std::size_t at) {
  return at >= text.size() ||
         (std::isalnum(static_cast<unsigned char>(text[at])) == 0 && text[at] != '_' && text[at] != '-');
}

bool is_token_edge(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size()) return true;
  const std::size_t from = at - std::min<std::size_t>(at, 64);
  std::size_t place = from;
  for (const Token& token : tokens_of(text.substr(from, 128))) {
    if (place >= at) break;
    place += token.text.size();
  }
  return place == at;
}

/// "Reconnect" stands in "testReconnectTwice".
bool is_hump_at(std::string_view text, std::size_t at, std::string_view value) {
  const bool name = value.size() >= 3 && std::isupper(static_cast<unsigned char>(value.front())) != 0;
  return name && is_token_edge(text, at) && is_token_edge(text, at + value.size());
}

}  // namespace

std::string marked(const std::string& name, Mark mark) {
  if (mark == Mark::braces) return "{{" + name + "}}";
  if (mark == Mark::angle) return "<" + name + ">";
  return "a given " + name;
}

Substitution::Substitution(const std::vector<Variable>& variables, const std::vector<StepText>& texts)
    : variables_(variables) {
  if (!variables.empty()) starts_.resize(variables.front().values.size());
  for (std::size_t v = 0; v < variables.size(); ++v)
    for (std::size_t r = 0; r < starts_.size(); ++r)
      if (const auto& value = variables[v].values[r]; value && value->size() > 1 && holds_word(*value))
        starts_[r][value->substr(0, 2)].push_back(v);
  for (const StepText& text : texts) {
    for (std::size_t i = 0; i < text.pattern.size(); ++i) {
      const Piece& piece = text.pattern[i];
      if (!piece.is_hole()) {
        for (const Token& token : tokens_of(piece.literal))
          if (text.everywhere && token.holds_words()) constant_.emplace(token.text);
        continue;
      }
      for (std::size_t v = 0; v < variables.size(); ++v)
        if (agrees(piece.values, variables[v].values)) add_place(v, text.pattern, i);
    }
  }
}

void Substitution::add_place(std::size_t variable, const Pattern& pattern, std::size_t hole) {
  const std::string_view before = hole == 0 ? "" : last_token(literal_at(pattern, hole - 1));
  places_.insert(place_of(variable, before, first_token(literal_at(pattern, hole + 1))));
  if (before.find_first_not_of(" \t\n") != before.npos) places_.insert(place_of(variable, before, kAnyEnd));
}

/// Between the same tokens as in a step; or after the same, where the name ends.
bool Substitution::has_place(std::size_t variable, std::string_view text, std::size_t at,
                             std::size_t length) const {
  if (!is_token_edge(text, at) || !is_token_edge(text, at + length)) return false;
  const std::string_view before = last_token(text.substr(0, at)),
                         after = first_token(text.substr(at + length));
  return places_.contains(place_of(variable, before, after)) ||
         (ends_name(text, at + length) && places_.contains(place_of(variable, before, kAnyEnd)));
}

const Variable* Substitution::variable_at(std::string_view text, std::size_t at, std::size_t run) const {
  const Variable* best = nullptr;
  if (run >= starts_.size()) return best;
  const auto candidates = starts_[run].find(std::string(text.substr(at, 2)));
  if (candidates == starts_[run].end()) return best;
  for (const std::size_t v : candidates->second) {
    const auto& value = variables_[v].values[run];
    if (!text.substr(at).starts_with(*value)) continue;
    if (best && best->values[run]->size() >= value->size()) continue;
    const bool distinct = !constant_.contains(*value);
    const bool stands = distinct && (is_token_at(text, at, *value) || is_hump_at(text, at, *value));
    if (stands || has_place(v, text, at, value->size())) best = &variables_[v];
  }
  return best;
}

std::string Substitution::in(std::string_view text, std::size_t run, Mark mark) const {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Variable* variable = variable_at(text, at, run);
    out += variable ? marked(variable->name, mark) : std::string(1, text[at]);
    at += variable ? variable->values[run]->size() : 1;
  }
  return out;
}

std::string Substitution::of(const Pattern& pattern, Mark mark) const {
  std::string out;
  for (const Piece& piece : pattern) {
    if (!piece.is_hole()) {
      out += piece.literal;
      continue;
    }
    const auto variable = std::find_if(variables_.begin(), variables_.end(),
                                       [&](const Variable& v) { return agrees(piece.values, v.values); });
    out += variable == variables_.end() ? first_of(piece.values) : marked(variable->name, mark);
  }
  return out;
}

}  // namespace galdr::distill
