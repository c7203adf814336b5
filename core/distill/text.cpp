#include "core/distill/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace galdr::distill {
namespace {

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_name_char(char c) {
  return is_alnum(c) || c == '_' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool only_letters(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return std::isalpha(static_cast<unsigned char>(c)); });
}

bool joins(char c, bool hyphen_joins) { return is_alnum(c) || c == '_' || (hyphen_joins && c == '-'); }

bool starts_token(std::string_view text, std::size_t at, std::string_view value) {
  if (at == 0 || !is_alnum(value.front())) return true;
  const char before = text[at - 1];
  const char two_before = at > 1 ? text[at - 2] : ' ';
  if (is_digit(value.front())) {
    if (before == 'v' || before == 'V') return !is_alnum(two_before);
    if (before == '.' && is_digit(two_before)) return false;
  }
  return !joins(before, only_letters(value));
}

bool ends_token(std::string_view text, std::size_t end, std::string_view value) {
  if (end >= text.size() || !is_alnum(value.back())) return true;
  const char next = text[end];
  if (is_digit(value.back()) && next == '.' && end + 1 < text.size() && is_digit(text[end + 1])) return false;
  return !joins(next, only_letters(value));
}

// A path starts here, and is not the tail of a longer one. "-I/home" and "file:///home" count as starts.
bool starts_path(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (before == '-' || static_cast<unsigned char>(before) >= 0x80) return true;
  if (!is_name_char(before)) return before != '~' && before != '}' && before != ')';
  const bool short_flag = at >= 2 && std::isalpha(static_cast<unsigned char>(before)) && text[at - 2] == '-';
  return short_flag && (at == 2 || is_space(text[at - 3]));
}

bool ends_name(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  if (text[at] == '.') return at + 1 >= text.size() || !is_alnum(text[at + 1]);
  return !is_name_char(text[at]);
}

// Length of "/home/x", "/Users/x" or "C:\\Users\\x" at `at`, 0 if there is none.
std::size_t named_home_length(std::string_view text, std::size_t at) {
  const bool drive = at + 1 < text.size() && text[at + 1] == ':';
  for (const std::string_view prefix :
       {"/home/", "/Users/", "/var/home/", "/export/home/", "/mnt/c/Users/", "?:\\Users\\", "?:/Users/"}) {
    const std::size_t skip = prefix[0] == '?' ? 1 : 0;
    if ((skip == 1) != drive || text.compare(at + skip, prefix.size() - skip, prefix.substr(skip)) != 0)
      continue;
    std::size_t end = at + prefix.size();
    while (end < text.size() && is_name_char(text[end])) ++end;
    if (end > at + prefix.size()) return end - at;
  }
  return 0;
}

std::size_t home_length(std::string_view text, std::size_t at) {
  if (const std::size_t named = named_home_length(text, at); named > 0) return named;
  constexpr std::string_view kRoot = "/root";
  return text.compare(at, kRoot.size(), kRoot) == 0 && ends_name(text, at + kRoot.size()) ? kRoot.size() : 0;
}

std::string without_cwd(std::string_view text, const std::string& cwd) {
  if (cwd.size() < 2) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = at + cwd.size();
    if (text.compare(at, cwd.size(), cwd) != 0 || !starts_path(text, at) || !ends_name(text, end)) {
      out += text[at++];
      continue;
    }
    const bool names_more = end + 1 < text.size() && text[end] == '/' && (is_name_char(text[end + 1]));
    if (!names_more) out += '.';
    at = names_more ? end + 1 : end;
  }
  return out;
}

// "/…", or a drive's letter.
bool begins_path(std::string_view text, std::size_t at) {
  if (text[at] == '/') return starts_path(text, at);
  const bool drive =
      at + 2 < text.size() && text[at + 1] == ':' && (text[at + 2] == '\\' || text[at + 2] == '/');
  return drive && std::isalpha(static_cast<unsigned char>(text[at])) != 0 &&
         (at == 0 || !is_name_char(text[at - 1]));
}

std::string without_homes(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = begins_path(text, at) ? home_length(text, at) : 0;
    if (length == 0) {
      out += text[at++];
    } else {
      out += '~';
      at += length;
    }
  }
  return out;
}

bool is_mail_char(char c) { return is_alnum(c) || c == '.' || c == '_' || c == '+' || c == '-' || c == '%'; }

// End of the mail domain that starts at `at`; `at` itself if there is none.
std::size_t domain_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_alnum(text[end]) || text[end] == '-' || text[end] == '.')) ++end;
  while (end > at && !is_alnum(text[end - 1])) --end;
  const std::string_view domain = text.substr(at, end - at);
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3) return at;
  return only_letters(domain.substr(dot + 1)) ? end : at;
}

constexpr std::array<std::string_view, 7> kRemoteTools = {"ssh",   "scp",  "rsync",      "sftp",
                                                          "sshfs", "mosh", "ssh-copy-id"};

// "https://user:…@host": what stands before the @ is no mailbox.
bool in_url(std::string_view text, std::size_t at) {
  std::size_t start = at;
  while (start > 0 && (is_mail_char(text[start - 1]) || text[start - 1] == ':')) --start;
  return start >= 3 && text[start - 1] == '/' && text.substr(0, start).ends_with("//");
}

// "ssh user@host", "scp a user@host:b": a machine, not a mailbox.
bool names_login(std::string_view text, std::size_t at, std::size_t end) {
  if (end < text.size() && text[end] == ':') return true;
  const std::size_t line = text.find_last_of("\n;&|(", at);
  const std::size_t start = line == std::string_view::npos ? 0 : line + 1;
  const std::string before(text.substr(start, at - start));
  return std::any_of(std::begin(kRemoteTools), std::end(kRemoteTools),
                     [&](std::string_view tool) { return find_token(before, tool) != std::string::npos; });
}

std::string without_mail(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::size_t start = out.size();
    while (text[at] == '@' && start > 0 && is_mail_char(out[start - 1])) --start;
    const std::size_t end = text[at] == '@' && start < out.size() ? domain_end(text, at + 1) : at + 1;
    const bool is_mail =
        end > at + 1 && out.substr(start) != "git" && !in_url(text, at) && !names_login(text, at, end);
    if (!is_mail) {
      out += text[at];
      continue;
    }
    out.replace(start, std::string::npos, "<email>");
    at = end - 1;
  }
  return out;
}

bool is_common_account(std::string_view user) {
  constexpr std::array<std::string_view, 18> kCommon = {
      "admin", "app",    "build", "code", "dev",     "developer", "git",  "home",   "node",
      "root",  "runner", "test",  "user", "vagrant", "web",       "work", "ubuntu", "debian"};
  return std::find(kCommon.begin(), kCommon.end(), user) != kCommon.end();
}

}  // namespace

std::string trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_space(c))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return trim(out);
}

std::string clip(std::string_view text, std::size_t max) {
  if (text.size() <= max) return std::string(text);
  std::size_t end = max > 3 ? max - 3 : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return trim(text.substr(0, end)) + "…";
}

std::string code_span(std::string_view text) {
  const std::string line = one_line(text);
  std::size_t longest = 0, run = 0;
  for (const char c : line) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  const std::string ticks(longest + 1, '`');
  return longest == 0 ? ticks + line + ticks : ticks + " " + line + " " + ticks;
}

std::string capitalised(std::string_view text) {
  std::string out(text);
  if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string listed(const std::vector<std::string>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
    out += items[i];
  }
  return out;
}

bool is_token_at(std::string_view text, std::size_t at, std::string_view value) {
  return text.compare(at, value.size(), value) == 0 && starts_token(text, at, value) &&
         ends_token(text, at + value.size(), value);
}

std::size_t find_token(std::string_view text, std::string_view value, std::size_t from) {
  if (value.empty()) return std::string_view::npos;
  for (std::size_t at = text.find(value, from); at != std::string_view::npos; at = text.find(value, at + 1)) {
    if (is_token_at(text, at, value)) return at;
  }
  return std::string_view::npos;
}

std::string replace_tokens(std::string_view text, const std::vector<Replacement>& replacements) {
  std::vector<Replacement> sorted = replacements;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto hit = std::find_if(sorted.begin(), sorted.end(), [&](const Replacement& r) {
      return !r.first.empty() && is_token_at(text, at, r.first);
    });
    out += hit == sorted.end() ? std::string(1, text[at]) : hit->second;
    at += hit == sorted.end() ? 1 : hit->first.size();
  }
  return out;
}

Places places_of(std::string_view cwd) {
  Places out{std::string(cwd), ""};
  while (out.cwd.size() > 1 && out.cwd.back() == '/') out.cwd.pop_back();
  const std::size_t length = home_length(out.cwd, 0);
  const std::string user = length == 0 ? "" : out.cwd.substr(out.cwd.rfind('/', length - 1) + 1);
  const std::string name = user.substr(0, user.find('/'));
  if (name.size() >= 3 && !is_common_account(name)) out.user = name;
  return out;
}

std::string without_tags(std::string text) {
  constexpr std::string_view kMarker = "[REDACTED:";
  for (std::size_t at = text.find(kMarker); at != std::string::npos; at = text.find(kMarker, at + 1)) {
    const std::size_t hash = text.find('#', at), end = text.find(']', at);
    if (hash < end && end != std::string::npos) text.erase(hash, end - hash);
  }
  return text;
}

bool tells_home(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (begins_path(text, at) && named_home_length(text, at) > 0) return true;
  return false;
}

std::string localise(const Places& places, std::string_view text) {
  std::string out = without_homes(without_mail(without_cwd(text, places.cwd)));
  return places.user.empty() ? out : replace_tokens(out, {{places.user, "<user>"}});
}

}  // namespace galdr::distill
