/// JSON text that is edited in place: every byte that an edit is not about stays as it was.
///
/// For config files that belong to somebody else. Comments (// and /* */), trailing commas, a BOM and either
/// line end are taken and kept. What is inserted follows the layout around it: over lines with the file's
/// own indentation, or on one line.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::drain::setup {

/// A value and where it stands. Offsets are bytes; [begin, end) is the value's own text.
struct JsonNode {
  enum class Kind { object, array, string, number, literal };
  Kind kind = Kind::literal;
  std::size_t begin = 0, end = 0;
  std::size_t start = 0;             ///< begin of the member: its key's quote, else the same as `begin`
  std::optional<std::size_t> comma;  ///< of the comma behind it
  std::string key;                   ///< decoded; empty outside an object
  std::string text;                  ///< a string decoded, a number or literal as written
  std::vector<JsonNode> children;    ///< in order, also where keys repeat

  bool is(Kind other) const { return kind == other; }
};

/// Nodes handed out are gone with the next edit.
class JsonText {
 public:
  /// Throws Error{invalid}, "line 3, column 7: <what is wrong>", if `text` is no JSON, nests deeper than 256
  /// levels, or holds more than one value.
  explicit JsonText(std::string text);

  const std::string& text() const { return text_; }
  /// The value, or null where the text is nothing but blanks and comments.
  const JsonNode* root() const { return root_ ? &*root_ : nullptr; }
  /// The member `key`, or null. Throws Error{invalid} if `object` has it twice, since readers differ in which
  /// one they take.
  const JsonNode* find(const JsonNode& object, std::string_view key) const;
  /// Is nothing in the container, not even a comment?
  bool is_bare(const JsonNode& container) const;
  /// "line 3, column 7" of a byte offset, counted from 1; columns are characters.
  std::string where(std::size_t offset) const;

  /// `value` is JSON text. Each of these throws Error{corrupt}, and edits nothing, if the outcome would not
  /// parse.
  void set_root(std::string_view value);  ///< where there is none
  void append(const JsonNode& object, std::string_view key, std::string_view value);
  void append(const JsonNode& array, std::string_view value);
  void replace(const JsonNode& node, std::string_view value);
  /// Takes out child `index` and the comma and blanks that came with it; a comment beside it stays. The
  /// inverse of append, but for blanks in a container that is empty then.
  void remove(const JsonNode& container, std::size_t index);
  void remove_root();  ///< with the end of its line

 private:
  struct Layout;

  void parse();
  void assign(std::string text);
  void append_member(const JsonNode& container, std::string_view key, std::string_view value);
  void fill(const JsonNode& container, std::string_view key, std::string_view value);
  std::string member_text(std::string_view key, std::string_view value, const Layout& layout) const;
  Layout layout_in(const JsonNode& container) const;
  std::string unit() const;
  std::string line_end() const;
  std::string line_indent(std::size_t offset) const;
  std::optional<std::string> own_line_indent(const JsonNode& node) const;
  std::size_t end_of_remark(std::size_t offset) const;
  std::size_t cut_begin(std::size_t start, std::size_t stop) const;

  std::string text_;
  std::optional<JsonNode> root_;
  std::vector<std::size_t> line_comment_ends_;
};

}  // namespace galdr::drain::setup
