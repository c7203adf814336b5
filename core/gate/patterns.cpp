#include "core/gate/patterns.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

#include "core/base/error.hpp"

namespace galdr::gate {

struct Patterns::Compiled {
  static RE2::Options options(Text text) {
    RE2::Options out;
    out.set_case_sensitive(false);
    if (text == Text::bytes) out.set_encoding(RE2::Options::EncodingLatin1);
    out.set_max_mem(64 << 20);
    out.set_log_errors(false);
    return out;
  }

  Compiled(Text text, const char* words)
      : keywords(words, options(text)), set(options(text), RE2::UNANCHORED) {}

  std::span<const Pattern> table;
  RE2 keywords;
  RE2::Set set;
};

Patterns::Patterns(std::span<const Pattern> table, const char* keywords, Text text) {
  auto compiled = std::make_unique<Compiled>(text, keywords);
  compiled->table = table;
  for (const Pattern& pattern : table) {
    std::string why;
    if (compiled->set.Add(pattern.regex, &why) < 0)
      throw Error(ErrorCode::invalid, std::string("pattern ") + pattern.regex + ": " + why);
  }
  if (!compiled->set.Compile()) throw Error(ErrorCode::invalid, "the gate's patterns are too many");
  compiled_ = std::move(compiled);
}

Patterns::~Patterns() = default;

std::vector<const Pattern*> Patterns::in(std::string_view text) const {
  std::vector<int> hits;
  std::vector<const Pattern*> out;
  if (!RE2::PartialMatch({text.data(), text.size()}, compiled_->keywords)) return out;
  if (!compiled_->set.Match({text.data(), text.size()}, &hits)) return out;
  std::sort(hits.begin(), hits.end());
  for (const int hit : hits) out.push_back(&compiled_->table[static_cast<std::size_t>(hit)]);
  return out;
}

}  // namespace galdr::gate
