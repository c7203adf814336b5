#include "drain/setup/json_parse.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace galdr::drain::setup {
namespace {

constexpr int kDeepest = 256;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), at_(bom_size(text)) {}

  ParsedJson parse() {
    skip_trivia();
    if (!done()) {
      parsed_.root = value(0);
      skip_trivia();
      if (!done()) fail("something stands behind the end of the value");
    }
    return std::move(parsed_);
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  bool at(std::string_view token) const { return text_.substr(at_).starts_with(token); }

  [[noreturn]] void fail(const std::string& what) const { throw JsonFault(at_, what); }

  void skip_trivia() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
      if (at("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
        parsed_.line_comment_ends.push_back(at_);
      } else if (at("/*")) {
        const auto close = text_.find("*/", at_ + 2);
        if (close == std::string_view::npos) fail("this comment has no end");
        at_ = close + 2;
      } else {
        return;
      }
    }
  }

  JsonNode value(int depth) {
    if (depth > kDeepest) fail("nested too deeply");
    if (done()) fail("the text ends where a value should be");
    JsonNode node;
    node.begin = node.start = at_;
    if (at("{")) {
      container(node, JsonNode::Kind::object, '}', depth);
    } else if (at("[")) {
      container(node, JsonNode::Kind::array, ']', depth);
    } else if (at("\"")) {
      node.kind = JsonNode::Kind::string;
      node.text = string();
    } else {
      scalar(node);
    }
    node.end = at_;
    return node;
  }

  void container(JsonNode& node, JsonNode::Kind kind, char close, int depth) {
    node.kind = kind;
    ++at_;
    for (;;) {
      skip_trivia();
      if (done()) fail(std::string("the text ends before a '") + close + "'");
      if (text_[at_] == close) break;
      if (!node.children.empty() && !node.children.back().comma) fail("a comma is missing");
      node.children.push_back(kind == JsonNode::Kind::object ? member(depth) : value(depth + 1));
      skip_trivia();
      if (at(",")) node.children.back().comma = at_++;
    }
    ++at_;
  }

  JsonNode member(int depth) {
    const std::size_t start = at_;
    if (!at("\"")) fail("a key in double quotes should be here");
    std::string key = string();
    skip_trivia();
    if (!at(":")) fail("a colon is missing");
    ++at_;
    skip_trivia();
    JsonNode node = value(depth + 1);
    node.start = start;
    node.key = std::move(key);
    return node;
  }

  /// Decoding is nlohmann's, which also refuses bad escapes, bare control characters and what is not UTF-8.
  std::string string() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"' && text_[end] != '\n') end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size() || text_[end] != '"') fail("this string has no end");
    const auto token = text_.substr(at_, end + 1 - at_);
    const auto decoded = nlohmann::json::parse(token, nullptr, false);
    if (!decoded.is_string()) fail("this string holds what JSON does not allow");
    at_ = end + 1;
    return decoded.get<std::string>();
  }

  void scalar(JsonNode& node) {
    const auto end = std::min(text_.find_first_of(" \t\r\n,:]}[{\"/", at_), text_.size());
    const auto token = text_.substr(at_, end - at_);
    const auto decoded = nlohmann::json::parse(token, nullptr, false);
    if (decoded.is_discarded()) fail("a value should be here");
    node.kind = decoded.is_number() ? JsonNode::Kind::number : JsonNode::Kind::literal;
    node.text = token;
    at_ = end;
  }

  std::string_view text_;
  std::size_t at_;
  ParsedJson parsed_;
};

}  // namespace

ParsedJson parse_json(std::string_view text) { return Parser(text).parse(); }

std::size_t bom_size(std::string_view text) { return text.starts_with("\xef\xbb\xbf") ? 3 : 0; }

}  // namespace galdr::drain::setup
