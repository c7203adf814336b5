#include "core/privacy/path_patterns.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace galdr::privacy {
namespace {

constexpr std::size_t kMostPatterns = 1000;

void trim(std::string& line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
}

std::string quoted(std::string_view text) { return re2::RE2::QuoteMeta({text.data(), text.size()}); }

/// Takes one "[…]" off `glob` at `at`, as RE2 writes it; "" if it does not end.
std::string take_class(std::string_view glob, std::size_t& at) {
  const std::size_t end = glob.find(']', at + 2);
  if (end == glob.npos) return "";
  std::string inside(glob.substr(at + 1, end - at - 1));
  at = end + 1;
  if (inside.front() == '!') inside.front() = '^';
  std::string safe;
  for (const char c : inside) safe += c == '\\' || c == '[' ? std::string("\\") + c : std::string(1, c);
  return "[" + safe + "]";
}

/// A glob as RE2 writes it.
std::string regex_of(std::string_view glob) {
  std::string regex;
  for (std::size_t at = 0; at < glob.size();) {
    if (glob.substr(at, 3) == "**/") {
      regex += "(?:[^/]+/)*", at += 3;
    } else if (glob.substr(at, 2) == "**") {
      regex += ".*", at += 2;
    } else if (glob[at] == '*') {
      regex += "[^/]*", ++at;
    } else if (glob[at] == '?') {
      regex += "[^/]", ++at;
    } else if (const std::string set = glob[at] == '[' ? take_class(glob, at) : ""; !set.empty()) {
      regex += set;
    } else {
      if (glob[at] == '\\' && at + 1 < glob.size()) ++at;
      regex += quoted(glob.substr(at++, 1));
    }
  }
  return regex;
}

bool is_everything(std::string_view glob) {
  return glob == "*" || glob == "**" || glob == "/" || glob == "/*" || glob == "/**";
}

}  // namespace

PathPatterns::PathPatterns(const std::vector<std::string>& lines, const std::string& base,
                           const std::string& home) {
  for (std::string glob : lines) {
    trim(glob);
    if (glob.empty() || glob.front() == '#' || patterns_.size() == kMostPatterns) continue;
    Pattern pattern;
    pattern.takes_back = glob.front() == '!';
    if (pattern.takes_back || glob.starts_with("\\#") || glob.starts_with("\\!")) glob.erase(0, 1);
    if (is_everything(glob)) cover_all_ = !pattern.takes_back;
    if (glob.size() > 1 && glob.back() == '/') glob.pop_back();
    const bool below_home = glob.starts_with("~/") && !home.empty();
    const bool anchored = glob.find('/') != std::string::npos;
    const std::string from = quoted(below_home ? home : base) + (anchored ? "/" : "/(?:.*/)?");
    if (below_home) glob.erase(0, 2);
    if (glob.starts_with('/')) glob.erase(0, 1);
    re2::RE2::Options options(re2::RE2::Quiet);
    options.set_dot_nl(true);
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    pattern.path = std::make_unique<re2::RE2>(from + regex_of(glob) + "(?:/.*)?", options);
    if (pattern.path->ok()) patterns_.push_back(std::move(pattern));
  }
}

PathPatterns::~PathPatterns() = default;
PathPatterns::PathPatterns(PathPatterns&&) noexcept = default;
PathPatterns& PathPatterns::operator=(PathPatterns&&) noexcept = default;

bool PathPatterns::cover(std::string_view path) const {
  bool covered = false;
  for (const Pattern& pattern : patterns_) {
    if (covered == !pattern.takes_back) continue;  // it would change nothing
    if (re2::RE2::FullMatch({path.data(), path.size()}, *pattern.path)) covered = !covered;
  }
  return covered;
}

bool matches_name(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = pattern.npos, from = 0;
  while (n < name.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == name[n] && pattern[p] != '*'))) {
      ++p, ++n;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++, from = n;
    } else if (star != pattern.npos) {
      p = star + 1, n = ++from;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(p), pattern.end(),
                     [](char c) { return c == '*'; });
}

}  // namespace galdr::privacy
