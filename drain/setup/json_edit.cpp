#include "drain/setup/json_edit.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/error.hpp"
#include "drain/setup/json_parse.hpp"

namespace galdr::drain::setup {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string quoted(std::string_view key) { return nlohmann::json(key).dump(); }

/// `value` over several lines; every line after the first begins with `outer` and its depth's share of
/// `unit`.
std::string pretty(std::string_view value, const std::string& outer, const std::string& unit,
                   const std::string& line_end) {
  const std::string plain = nlohmann::ordered_json::parse(value).dump(1, '\t');
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain[i] != '\n') {
      out += plain[i];
      continue;
    }
    out += line_end + outer;
    for (; plain[i + 1] == '\t'; ++i) out += unit;
  }
  return out;
}

/// Where the blanks in front of `offset` begin.
std::size_t before_blanks(const std::string& text, std::size_t offset) {
  while (offset > 0 && kBlanks.find(text[offset - 1]) != std::string_view::npos) --offset;
  return offset;
}

}  // namespace

/// How a new member is to look.
struct JsonText::Layout {
  bool over_lines = true;
  bool spaced = true;  ///< on one line: a blank behind colons and commas
  std::string indent;  ///< over lines: of the new member's line
};

JsonText::JsonText(std::string text) : text_(std::move(text)) {
  try {
    parse();
  } catch (const JsonFault& fault) {
    throw Error(ErrorCode::invalid, where(fault.offset) + ": " + fault.what());
  }
}

void JsonText::parse() {
  ParsedJson parsed = parse_json(text_);
  root_ = std::move(parsed.root);
  line_comment_ends_ = std::move(parsed.line_comment_ends);
}

void JsonText::assign(std::string text) {
  text_.swap(text);
  try {
    parse();
  } catch (const JsonFault& fault) {
    const std::string place = where(fault.offset);
    text_.swap(text);
    throw Error(ErrorCode::corrupt, "an edit would have broken the file at " + place);
  }
}

const JsonNode* JsonText::find(const JsonNode& object, std::string_view key) const {
  const JsonNode* found = nullptr;
  for (const JsonNode& child : object.children) {
    if (child.key != key || !object.is(JsonNode::Kind::object)) continue;
    if (found != nullptr) {
      throw Error(ErrorCode::invalid,
                  where(child.start) + ": the key " + quoted(key) + " is there a second time");
    }
    found = &child;
  }
  return found;
}

bool JsonText::is_bare(const JsonNode& container) const {
  return text_.find_first_not_of(kBlanks, container.begin + 1) == container.end - 1;
}

std::string JsonText::where(std::size_t offset) const {
  const auto before = std::string_view(text_).substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto tail = before.substr(line > 1 ? before.rfind('\n') + 1 : bom_size(before));
  const auto column = std::count_if(tail.begin(), tail.end(), [](char c) { return (c & 0xC0) != 0x80; }) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::string JsonText::line_end() const {
  const auto newline = text_.find('\n');
  return newline != std::string::npos && newline > 0 && text_[newline - 1] == '\r' ? "\r\n" : "\n";
}

/// The blanks that the line of `offset` begins with.
std::string JsonText::line_indent(std::size_t offset) const {
  const auto newline = text_.rfind('\n', offset);
  const auto begin = newline == std::string::npos ? bom_size(text_) : newline + 1;
  const auto end = std::min(text_.find_first_not_of(" \t", begin), text_.size());
  return text_.substr(begin, end - begin);
}

/// The indentation of `node`, if it is the first thing on its line.
std::optional<std::string> JsonText::own_line_indent(const JsonNode& node) const {
  const auto begin = before_blanks(text_, node.start);
  const auto newline = text_.rfind('\n', node.start);
  if (newline == std::string::npos || newline < begin) return std::nullopt;
  return text_.substr(newline + 1, node.start - newline - 1);
}

/// One step of the file's indentation: what its first indented member shows, else two blanks.
std::string JsonText::unit() const {
  if (root_ && !root_->children.empty()) {
    const auto indent = own_line_indent(root_->children.front());
    const std::string outer = line_indent(root_->begin);
    if (indent && indent->size() > outer.size() && indent->starts_with(outer))
      return indent->substr(outer.size());
  }
  return "  ";
}

JsonText::Layout JsonText::layout_in(const JsonNode& container) const {
  for (auto child = container.children.rbegin(); child != container.children.rend(); ++child) {
    if (auto indent = own_line_indent(*child)) return {true, true, std::move(*indent)};
  }
  const auto first_newline = text_.find('\n', root_->begin);
  const bool one_line =
      !container.children.empty() || (!root_->children.empty() && first_newline >= root_->end);
  if (!one_line) return {true, true, line_indent(container.begin) + unit()};
  const JsonNode& sample = root_->children.front();
  return {false, !root_->is(JsonNode::Kind::object) || text_[sample.begin - 1] == ' ', ""};
}

std::string JsonText::member_text(std::string_view key, std::string_view value, const Layout& layout) const {
  std::string out = key.empty() ? "" : quoted(key) + (layout.spaced ? ": " : ":");
  return out + (layout.over_lines ? pretty(value, layout.indent, unit(), line_end()) : std::string(value));
}

/// Past the comments behind `offset` that end on the same line.
std::size_t JsonText::end_of_remark(std::size_t offset) const {
  for (std::size_t at = offset;;) {
    at = std::min(text_.find_first_not_of(" \t", at), text_.size());
    if (text_.compare(at, 2, "//") == 0) {
      return before_blanks(text_, std::min(text_.find('\n', at), text_.size()));
    }
    if (text_.compare(at, 2, "/*") != 0) return offset;
    const auto close = text_.find("*/", at + 2) + 2;
    if (text_.find('\n', at) < close) return offset;
    offset = at = close;
  }
}

void JsonText::append(const JsonNode& object, std::string_view key, std::string_view value) {
  append_member(object, key, value);
}

void JsonText::append(const JsonNode& array, std::string_view value) { append_member(array, "", value); }

void JsonText::append_member(const JsonNode& container, std::string_view key, std::string_view value) {
  if (container.children.empty()) return fill(container, key, value);
  const Layout layout = layout_in(container);
  const JsonNode& last = container.children.back();
  const auto behind = last.comma ? *last.comma + 1 : last.end;
  const auto place = layout.over_lines ? end_of_remark(behind) : behind;
  const std::string gap = layout.over_lines ? line_end() + layout.indent : layout.spaced ? " " : "";
  std::string text = text_;
  text.insert(place, gap + member_text(key, value, layout) + (last.comma ? "," : ""));
  if (!last.comma) text.insert(last.end, ",");
  assign(std::move(text));
}

/// Puts the first member into an empty container, behind the comments that are there.
void JsonText::fill(const JsonNode& container, std::string_view key, std::string_view value) {
  const Layout layout = layout_in(container);
  const auto close = container.end - 1;
  const auto place = std::max(before_blanks(text_, close), container.begin + 1);
  std::string piece = member_text(key, value, layout);
  if (layout.over_lines) {
    piece = line_end() + layout.indent + piece + line_end() + line_indent(container.begin);
  }
  std::string text = text_;
  assign(text.replace(place, close - place, piece));
}

void JsonText::set_root(std::string_view value) {
  const std::string eol = line_end();
  const bool fresh_line = text_.size() == bom_size(text_) || text_.back() == '\n';
  assign(text_ + (fresh_line ? "" : eol) + pretty(value, "", unit(), eol) + eol);
}

void JsonText::replace(const JsonNode& node, std::string_view value) {
  const bool over_lines = text_.find('\n', node.begin) < node.end;
  const std::string piece =
      over_lines ? pretty(value, line_indent(node.begin), unit(), line_end()) : std::string(value);
  std::string text = text_;
  assign(text.replace(node.begin, node.end - node.begin, piece));
}

/// Where to begin a cut of [start, stop): at the blanks in front of it, unless their newline has to stay
/// because it ends a comment.
std::size_t JsonText::cut_begin(std::size_t start, std::size_t stop) const {
  const auto begin = before_blanks(text_, start);
  const auto newline = text_.find('\n', begin);
  const bool ends_comment = std::binary_search(line_comment_ends_.begin(), line_comment_ends_.end(), newline);
  const auto next = text_.find_first_not_of(" \t\r", stop);
  if (!ends_comment || newline >= start || (next != std::string::npos && text_[next] == '\n')) return begin;
  return start;
}

void JsonText::remove(const JsonNode& container, std::size_t index) {
  const auto& children = container.children;
  const JsonNode& node = children.at(index);
  auto stop = node.comma ? *node.comma + 1 : node.end;
  std::string text = text_;
  if (index == 0 && children.size() > 1) {
    stop = text_.find_first_not_of(kBlanks, stop);
    return assign(text.erase(node.start, stop - node.start));
  }
  auto begin = cut_begin(node.start, stop);
  const bool alone = children.size() == 1;
  const auto rest = text_.find_first_not_of(kBlanks, stop);
  if (alone && begin == container.begin + 1 && rest == container.end - 1) stop = rest;
  text.erase(begin, stop - begin);
  if (!alone && !node.comma) text.erase(*children[index - 1].comma, 1);
  assign(std::move(text));
}

void JsonText::remove_root() {
  auto stop = root_->end;
  if (text_.compare(stop, line_end().size(), line_end()) == 0) stop += line_end().size();
  std::string text = text_;
  assign(text.erase(root_->begin, stop - root_->begin));
}

}  // namespace galdr::drain::setup
