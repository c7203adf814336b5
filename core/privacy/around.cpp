#include "core/privacy/around.hpp"

#include <algorithm>

#include "core/privacy/chars.hpp"
#include "core/privacy/names.hpp"

namespace galdr::privacy {

bool separator_follows(std::string_view text, Span keyword) {
  if (is_quote(text[keyword.end - 1])) return true;  // the keyword has it
  std::size_t at = name_end(text, keyword.end);
  for (const std::size_t stop = at + 12; at < text.size() && at < stop; ++at) {
    const char c = text[at];
    if (c == '=' || c == ':' || c == '?') return true;
    if (!(is_quote(c) || c == '\\' || c == ' ' || c == '\t' || c == ']' || c == ')')) return false;
  }
  return false;
}

bool argument_follows(std::string_view text, Span keyword) {
  std::size_t at = name_end(text, keyword.end);
  if (at < text.size() && text[at] == '(') {
    const std::string_view name = whole_name(text, keyword.begin, 0);
    const std::size_t begin = keyword.begin - name.size();
    const auto setter = [&](std::string_view verb) { return name.ends_with(verb); };
    return setter(".") || setter("set") || setter("set_") || setter("with") || setter("with_") ||
           setter("use") || setter("use_") || contains(name, ".") ||
           (begin > 1 && text.substr(begin - 2, 2) == "->") ||
           (name.ends_with("-") && text[keyword.begin - 1] == '>');
  }
  while (at < text.size() && text[at] == '\\') ++at;
  if (at >= text.size() || !is_quote(text[at])) return false;
  const std::size_t next = text.find_first_not_of(" \t", at + 1);
  return next != std::string_view::npos && text[next] == ',';
}

bool value_is_below(std::string_view text, Span keyword) {
  const std::size_t end = name_end(text, keyword.end);
  const std::size_t at = std::min(text.find_first_not_of(" \t\r:.\"}'=", end), text.size());
  const std::string_view rest = text.substr(at, 6);
  if (rest.starts_with("{")) {
    const std::size_t member = std::min(text.find_first_not_of(" \t\r\n{\\\"'", at), text.size());
    const char first = member < text.size() ? text[member] : ' ';
    return member > at && (first == 'v' || first == 'd' || first == 'p');
  }
  return rest.starts_with("\n") || rest == "</key>" || rest.starts_with("send") || rest.starts_with("value");
}

bool token_follows(std::string_view text, Span keyword) {
  if (text[keyword.begin] != 'p' && text[keyword.begin] != '-' && text[keyword.begin] != '1')
    return keyword.size() > 3;
  const std::string_view rest = text.substr(keyword.end, 15);
  return (rest.size() == 15 && rest.back() == '.') || (!rest.empty() && is_digit(rest.front()));
}

bool element_follows(std::string_view text, Span keyword) {
  const std::string_view name = whole_name(text, keyword.begin, 0);
  const std::size_t begin = keyword.begin - name.size();
  return begin > 0 && (text[begin - 1] == '<' || text[begin - 1] == ':');
}

bool type_follows(std::string_view text, Span keyword) {
  const std::string_view rest = text.substr(name_end(text, keyword.end), 40);
  return (rest.substr(0, 1) == ":" || rest.substr(0, 2) == " :") && contains(rest, "=");
}

bool is_shell_variable(std::string_view text, Span keyword) {
  const std::size_t end = name_end(text, keyword.end);
  return !is_lower(text[keyword.end - 2]) && end < text.size() && text[end] == '=';
}

bool is_option(std::string_view text, Span keyword) {
  const std::string_view name = whole_name(text, keyword.begin, keyword.end - keyword.begin);
  return name.front() == '-';
}

bool verb_follows(std::string_view text, Span keyword) {
  std::string_view rest = text.substr(name_end(text, keyword.end));
  rest = rest.substr(std::min(rest.find_first_not_of(" \t"), rest.size()), 4);
  if (rest.substr(0, 3) == "key" || rest.substr(0, 3) == "Key")
    return true;  // "secret key is": the rest of the name
  return listed(rest.substr(0, rest.find(' ')), " is was are to for ");
}

bool host_follows(std::string_view text, Span keyword) {
  const std::size_t stop = text.find_first_of("/ \n\t\"'<>", keyword.end);
  const std::string_view authority = text.substr(keyword.end, std::min(stop, text.size()) - keyword.end);
  return contains(authority, "@");
}

}  // namespace galdr::privacy
