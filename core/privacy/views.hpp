/// Parts of a text as they read once what hides them is undone: escapes of any number of levels, percent
/// signs and HTML entities, colours, strings and words that go on in the next line.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/privacy/rules.hpp"

namespace galdr::privacy {

/// A text made of another, which remembers what came from where.
class View {
 public:
  const std::string& text() const { return text_; }
  /// Where bytes of the view, at least one, come from.
  Span source_of(Span part) const;

  /// Takes over `source`, a part of `whole`, as it is.
  void copy(std::string_view whole, Span source);
  /// Writes `decoded` for the bytes of `source`.
  void put(std::string_view decoded, Span source);
  /// Takes back the last `size` bytes, which must have been copied at once.
  void drop(std::size_t size) { text_.resize(text_.size() - size); }

 private:
  struct Piece {
    std::size_t at;  ///< in the view
    Span source;
    bool copied;
  };
  std::string text_;
  std::vector<Piece> pieces_;
};

/// The lines of `text` that hide something, undone: none for most texts. Linear.
std::vector<View> views_of(std::string_view text);

}  // namespace galdr::privacy
