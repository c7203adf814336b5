/// Words that may be base64 of a text, found in one pass over what is mostly none.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/privacy/rules.hpp"

namespace galdr::privacy {

struct Encoded {
  Span span;            ///< padding included
  std::string decoded;  ///< begins with printable ASCII; may go on with anything
};

/// The runs of base64 (both alphabets of RFC 4648) in `text` that decode to a text. Linear.
std::vector<Encoded> base64_texts(std::string_view text);

}  // namespace galdr::privacy
