#include "core/distill/shell.hpp"

#include <algorithm>
#include <cctype>

#include "core/distill/text.hpp"

namespace galdr::distill {
namespace {

/// Reads a command line once, from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Simple> read() {
    while (at_ < text_.size()) step();
    end_command(false);
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void step() {
    const char c = peek();
    if (c == '\\' && peek(1) == '\n')
      at_ += 2;
    else if (c == '\n')
      newline();
    else if (c == ' ' || c == '\t' || c == '\r')
      end_word(), ++at_;
    else if (c == '#' && !in_word_)
      skip_comment();
    else if (c == ';' || c == '&' || c == '|' || c == '(' || c == ')')
      separator();
    else if (const std::size_t length = placeholder_length(); length > 0)
      take_placeholder(length);
    else if (c == '>' || c == '<')
      redirection();
    else
      take_char();
  }

  /// "<email>" stands for what was there; it is no redirection.
  std::size_t placeholder_length() const {
    for (const std::string_view name : {"<email>", "<user>"})
      if (text_.substr(at_).starts_with(name)) return name.size();
    return 0;
  }

  void take_placeholder(std::size_t length) {
    word_ += text_.substr(at_, length);
    in_word_ = true;
    at_ += length;
  }

  void skip_comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  void newline() {
    end_command(false);
    ++at_;
    for (const std::string& mark : marks_) skip_document(mark);
    marks_.clear();
  }

  void skip_document(const std::string& mark) {
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      const std::string line = trim(text_.substr(at_, end - at_));
      at_ = std::min(end + 1, text_.size());
      if (line == mark) return;
    }
  }

  void separator() {
    if (peek() == '&' && peek(1) == '>') return ++at_, redirection();
    const bool pipe = peek() == '|' && peek(1) != '|';
    end_command(pipe);
    at_ += (peek(1) == peek() || (pipe && peek(1) == '&')) ? 2 : 1;
  }

  void redirection() {
    const bool to_stderr = word_ == "2";
    if (word_.size() == 1 && std::isdigit(static_cast<unsigned char>(word_[0])))
      word_.clear(), in_word_ = false;
    end_word();
    const bool in = peek() == '<';
    const bool document = in && peek(1) == '<' && peek(2) != '<';
    while (peek() == '<' || peek() == '>' || peek() == '|' || (document && peek() == '-')) ++at_;
    if (!in && peek() == '&') {  // 2>&1
      ++at_;
      while (std::isdigit(static_cast<unsigned char>(peek())) || peek() == '-') ++at_;
      return;
    }
    if (in && peek() == '(') return;
    target_ = document ? Target::mark : in || to_stderr ? Target::ignored : Target::file;
    while (peek() == ' ' || peek() == '\t') ++at_;
  }

  void take_char() {
    const char c = peek();
    in_word_ = true;
    if (c == '\'') return quoted('\'');
    if (c == '"') return quoted('"');
    if (c == '`') return substitution('`', '`');
    if (c == '$' && peek(1) == '(') return word_ += c, ++at_, substitution('(', ')');
    if (c == '\\' && at_ + 1 < text_.size()) ++at_;
    word_ += peek();
    ++at_;
  }

  void quoted(char mark) {
    for (++at_; at_ < text_.size() && peek() != mark; ++at_) {
      if (mark == '"' && peek() == '\\' && (peek(1) == '"' || peek(1) == '\\')) ++at_;
      word_ += peek();
    }
    ++at_;
  }

  void substitution(char open, char close) {
    int depth = 0;
    do {
      const char c = peek();
      if (c == close && (open != close || depth > 0))
        --depth;
      else if (c == open)
        ++depth;
      word_ += c;
      ++at_;
    } while (depth > 0 && at_ < text_.size());
  }

  void end_word() {
    if (!in_word_) return;
    if (target_ == Target::mark)
      marks_.push_back(word_);
    else if (target_ == Target::file && word_ != "/dev/null")
      current_.files.push_back(word_);
    else if (target_ == Target::none)
      current_.words.push_back(word_);
    target_ = Target::none;
    in_word_ = false;
    word_.clear();
  }

  void end_command(bool pipe) {
    end_word();
    if (!current_.words.empty() || !current_.files.empty()) out_.push_back(std::move(current_));
    current_ = Simple{};
    current_.piped = pipe;
    target_ = Target::none;
  }

  enum class Target { none, file, ignored, mark };
  std::string_view text_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;
  Target target_ = Target::none;
  std::vector<std::string> marks_;
  Simple current_;
  std::vector<Simple> out_;
};

}  // namespace

std::vector<Simple> parse_shell(std::string_view command) { return Reader(command).read(); }

}  // namespace galdr::distill
