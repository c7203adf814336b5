/// The parser behind JsonText.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "drain/setup/json_edit.hpp"

namespace galdr::drain::setup {

/// Text that is no JSON: what is wrong, and at which byte.
struct JsonFault : std::runtime_error {
  JsonFault(std::size_t at, const std::string& what) : std::runtime_error(what), offset(at) {}
  std::size_t offset;
};

struct ParsedJson {
  std::optional<JsonNode> root;
  std::vector<std::size_t> line_comment_ends;  ///< where each // comment ends: its newline, or the text's end
};

/// Throws JsonFault.
ParsedJson parse_json(std::string_view text);

/// Bytes of a byte order mark at the front: 3 or 0.
std::size_t bom_size(std::string_view text);

}  // namespace galdr::drain::setup
