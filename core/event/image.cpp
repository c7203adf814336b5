#include "core/event/image.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace galdr::event {
namespace {

constexpr std::size_t kSniffed = 24;          ///< characters of base64: 18 bytes, enough for every kind below
constexpr std::size_t kMediaTypeBytes = 128;  ///< longest head of a data: URL

constexpr auto kValues = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int8_t>(i);
  return values;
}();

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// A BMP's two letters alone are too few: its length follows, then four zeros.
bool is_bmp(std::string_view head, std::size_t size) {
  return head.starts_with("BM") && little_endian(head.substr(2)) == size &&
         little_endian(head.substr(6)) == 0;
}

/// Of an ISO base media file, by its brand.
std::string_view type_of_brand(std::string_view brand) {
  if (brand.starts_with("avi")) return "image/avif";
  const bool heic =
      brand.starts_with("hei") || brand.starts_with("hev") || brand == "mif1" || brand == "msf1";
  return heic ? "image/heic" : "";
}

/// By the first bytes of a file of `size`; "" if it is none of these pictures.
std::string_view type_of(std::string_view head, std::size_t size) {
  using namespace std::string_view_literals;
  if (head.size() < 16) return "";
  if (head.starts_with("\x89PNG\r\n\x1A\n"sv)) return "image/png";
  if (head.starts_with("\xFF\xD8\xFF"sv)) return "image/jpeg";
  if (head.starts_with("GIF87a"sv) || head.starts_with("GIF89a"sv)) return "image/gif";
  if (head.starts_with("RIFF"sv) && head.substr(8, 4) == "WEBP"sv) return "image/webp";
  if (head.substr(4, 4) == "ftyp"sv) return type_of_brand(head.substr(8, 4));
  return is_bmp(head, size) ? "image/bmp" : "";
}

/// Another word of a URL's may be anything, a secret too.
bool is_known_type(std::string_view type) {
  constexpr std::array<std::string_view, 11> kKnown = {
      "image/png",  "image/jpeg", "image/gif",     "image/webp", "image/bmp",   "image/avif",
      "image/heic", "image/heif", "image/svg+xml", "image/tiff", "image/x-icon"};
  return std::find(kKnown.begin(), kKnown.end(), type) != kKnown.end();
}

std::optional<Image> image_in_url(std::string_view text) {
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kBase64 = ";base64,";
  const std::string_view head = text.substr(0, kMediaTypeBytes);
  const std::size_t at = head.find(kBase64);
  if (!head.starts_with("data:image/") || at == head.npos) return std::nullopt;
  auto bytes = base64_decoded(text.substr(at + kBase64.size()));
  if (!bytes) return std::nullopt;
  const std::string_view told = head.substr(kScheme.size(), std::min(at, head.find(';')) - kScheme.size());
  return Image{std::string(is_known_type(told) ? told : "image"), std::move(*bytes)};
}

std::size_t decoded_size(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return text.size() / 4 * 3 + text.size() % 4 * 3 / 4;
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text) {
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int value = kValues[static_cast<unsigned char>(text[i])];
    if (value < 0) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(value);
    // From the second digit of four on, each one completes a byte.
    if (i % 4 != 0) bytes += static_cast<char>(group >> (6 - 2 * (i % 4)) & 0xFF);
  }
  return bytes;
}

std::optional<Image> image_in(std::string_view text) {
  if (text.starts_with("data:")) return image_in_url(text);
  if (text.size() < kSniffed) return std::nullopt;
  const auto head = base64_decoded(text.substr(0, kSniffed));
  const std::string_view type = head ? type_of(*head, decoded_size(text)) : "";
  if (type.empty()) return std::nullopt;
  auto bytes = base64_decoded(text);
  if (!bytes) return std::nullopt;
  return Image{std::string(type), std::move(*bytes)};
}

}  // namespace galdr::event
