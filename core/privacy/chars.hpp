/// ASCII, whatever the locale says: what names and values are made of.
#pragma once
#include <algorithm>
#include <string_view>

namespace galdr::privacy {

inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return is_lower(c) || is_upper(c); }
inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
inline bool in_name(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; }
inline bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
inline char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

template <typename Is>
bool all(std::string_view text, Is is) {
  return std::all_of(text.begin(), text.end(), is);
}
template <typename Is>
bool any(std::string_view text, Is is) {
  return std::any_of(text.begin(), text.end(), is);
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace galdr::privacy
