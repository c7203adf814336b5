#include "drain/setup/toml_scan.hpp"

#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

namespace galdr::drain::setup {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr int kDeepest = 64;              ///< of arrays and tables in one another; nobody writes more
constexpr std::size_t kLongestKey = 256;  ///< parts

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {
    if (at("\xef\xbb\xbf")) at_ = 3;
  }

  std::map<TomlPath, std::string> scan() {
    for (; !done(); skip_line()) {
      skip_blanks();
      if (at("[[")) {
        table_.reset();
      } else if (at("[")) {
        ++at_;
        table_ = key();
      } else {
        member(table_);
      }
    }
    return std::move(found_);
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  bool at(std::string_view token) const { return text_.substr(at_).starts_with(token); }
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1; }
  void skip_past(std::string_view token) {
    const auto end = text_.find(token, at_);
    at_ = end == std::string_view::npos ? text_.size() : end + token.size();
  }

  /// One line's string. TOML's escapes are JSON's, but for \e, \x and \U, which no key of interest has.
  std::optional<std::string> string() {
    const char quote = text_[at_];
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
      end += quote == '"' && text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size() || text_[end] != quote) return std::nullopt;
    const auto token = text_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    if (quote == '\'') return std::string(token.substr(1, token.size() - 2));
    const auto decoded = nlohmann::json::parse(token, nullptr, false);
    return decoded.is_string() ? std::optional(decoded.get<std::string>()) : std::nullopt;
  }

  std::optional<std::string> key_part() {
    skip_blanks();
    if (at("\"") || at("'")) return string();
    const std::size_t begin = at_;
    while (!done() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || at("_") || at("-")))
      ++at_;
    if (at_ == begin) return std::nullopt;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::optional<TomlPath> key() {
    TomlPath path;
    for (;; ++at_) {
      auto part = key_part();
      if (!part || path.size() == kLongestKey) return std::nullopt;
      path.push_back(std::move(*part));
      skip_blanks();
      if (!at(".")) return path;
    }
  }

  /// Takes `key = value` below `table`; false where there is none.
  bool member(const std::optional<TomlPath>& table) {
    const auto name = key();
    if (!name || !at("=")) return false;
    ++at_;
    std::optional<TomlPath> path = table;
    if (path) path->insert(path->end(), name->begin(), name->end());
    value(path);
    return true;
  }

  void value(const std::optional<TomlPath>& path) {
    skip_blanks();
    if (depth_ == kDeepest) {
      at_ = text_.size();  // the rest cannot be told apart
    } else if (at("\"\"\"") || at("'''")) {
      const auto quotes = text_.substr(at_, 3);
      at_ += 3;
      skip_past(quotes);
    } else if (at("\"") || at("'")) {
      keep(path, string());
    } else if (at("[")) {
      ++depth_;
      array();
      --depth_;
    } else if (at("{")) {
      ++depth_;
      inline_table(path);
      --depth_;
    } else {
      const auto end = std::min(text_.find_first_of(" \t\r\n,]}#", at_), text_.size());
      keep(path, std::string(text_.substr(at_, end - at_)));
      at_ = end;
    }
  }

  void keep(const std::optional<TomlPath>& path, std::optional<std::string> text) {
    if (path && text) found_[*path] = std::move(*text);
  }

  void array() {
    for (++at_; !done() && !at("]");) {
      const std::size_t begin = at_;
      at_ = std::min(text_.find_first_not_of(" \t\r\n,", at_), text_.size());
      if (at("#"))
        skip_line();
      else if (!done() && !at("]"))
        value(std::nullopt);
      if (at_ == begin) return;
    }
    ++at_;
  }

  void inline_table(const std::optional<TomlPath>& path) {
    do ++at_;
    while (member(path) && (skip_blanks(), at(",")));
    skip_blanks();
    if (at("}")) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<TomlPath> table_ = TomlPath{};  ///< nothing: one that is not of interest
  std::map<TomlPath, std::string> found_;
};

}  // namespace

std::map<TomlPath, std::string> toml_scalars(std::string_view text) {
  if (text.empty()) return {};
  return Scanner(text).scan();
}

}  // namespace galdr::drain::setup
