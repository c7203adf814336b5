#include "core/base/words.hpp"

#include <algorithm>
#include <cctype>

#include "core/base/error.hpp"

namespace galdr {
namespace {

class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_(line) {}

  std::vector<std::string> split() {
    while (at_ < line_.size()) step();
    end_word();
    return std::move(words_);
  }

 private:
  void step() {
    const char c = line_[at_];
    if (c == ' ' || c == '\t' || c == '\n') return end_word(), void(++at_);
    if (std::string_view("|&;<>()`").find(c) != std::string_view::npos)
      throw Error(ErrorCode::usage, "no shell reads the command, so it cannot hold " + std::string(1, c) +
                                        ": quote it, or use sh -c '…'");
    in_word_ = true;
    if (c == '\'' || c == '"') return quoted(c);
    if (c == '\\' && at_ + 1 < line_.size()) ++at_;
    word_ += line_[at_++];
  }

  void quoted(char mark) {
    for (++at_; at_ < line_.size() && line_[at_] != mark; ++at_) {
      const char next = at_ + 1 < line_.size() ? line_[at_ + 1] : ' ';
      if (mark == '"' && line_[at_] == '\\' &&
          std::string_view("$`\"\\").find(next) != std::string_view::npos)
        ++at_;
      word_ += line_[at_];
    }
    if (at_ == line_.size())
      throw Error(ErrorCode::usage, "the command has a quote that is not closed: " + std::string(1, mark));
    ++at_;
  }

  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;
  std::vector<std::string> words_;
};

bool is_bare(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-_./:@%+=,").find(c) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> split_words(std::string_view line) { return Splitter(line).split(); }

std::string shell_quoted(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_bare)) return std::string(word);
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace galdr
