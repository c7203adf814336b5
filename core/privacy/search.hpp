/// All secrets of a text: the rules over it as it stands, over what its escapes and joined lines read as, and
/// over what its base64 decodes to.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/privacy/keywords.hpp"
#include "core/privacy/rules.hpp"

namespace galdr::privacy {

class Pattern;

struct Found {
  Span span;
  const Rule* rule = nullptr;  ///< of all_rules(): those before it are more specific
  std::string secret;          ///< what the span reads as, where that is not how it stands
};

/// Immutable once built, then usable from several threads.
class Search {
 public:
  Search();
  ~Search();
  /// In no order, overlapping. Linear in the text's length.
  std::vector<Found> find(std::string_view text) const;

 private:
  void find_plain(std::string_view text, std::vector<Found>& out) const;
  void find_encoded(std::string_view text, int depth, std::vector<Found>& out) const;
  void find_undone(std::string_view text, int depth, std::vector<Found>& out) const;
  void find_all(std::string_view text, int depth, std::vector<Found>& out) const;
  void search_line(std::string_view text, Span line, std::uint64_t mask, std::vector<Found>& out) const;

  Keywords keywords_;
  std::deque<Pattern> patterns_;  // of all_rules(), same order; a deque because once_flag does not move
};

}  // namespace galdr::privacy
