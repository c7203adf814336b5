/// Pictures that stand in a string as base64.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace galdr::event {

struct Image {
  std::string media_type;  ///< "image/png", …: as the text says, or by how the bytes begin
  std::string bytes;
};

/// The picture that a text is: nothing but base64 of one (PNG, JPEG, GIF, WebP, BMP, HEIC, AVIF), or a URL
/// "data:image/…;base64,…". Looks at no more than the beginning of a text that is neither.
std::optional<Image> image_in(std::string_view text);

/// What base64 (RFC 4648, with or without '=' at its end) stands for. Nothing if it is none.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace galdr::event
