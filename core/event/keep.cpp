#include "core/event/keep.hpp"

#include <algorithm>
#include <string_view>

#include "core/base/digest.hpp"
#include "core/event/image.hpp"
#include "core/event/utf8.hpp"

namespace galdr::event {
namespace {

constexpr std::size_t kShort = 1024;  ///< bytes: no picture is smaller
constexpr std::size_t kEnd = std::size_t{16} << 10;

std::size_t limit_of(const Keep& keep) { return std::max(keep.longest_string, kNeverCut); }

std::string marker_of(const Image& image) {
  return '[' + image.media_type + ' ' + std::to_string(image.bytes.size()) +
         " bytes sha256:" + sha256_hex(image.bytes) + ']';
}

/// At most `size` bytes from the end of valid UTF-8, beginning between two characters.
std::string_view utf8_tail(std::string_view text, std::size_t size) {
  std::size_t start = text.size() - std::min(size, text.size());
  while (start < text.size() && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) ++start;
  return text.substr(start);
}

/// Keeps head and tail: together with the marker well below the limit, so that it is not cut again.
void cut(std::string& text, std::string_view sent, std::size_t limit) {
  const std::size_t end = std::min(kEnd, limit / 4);
  const std::string_view head = utf8_head(text, end);
  const std::string_view tail = utf8_tail(text, end);
  std::string kept(head);
  kept.append("[… ").append(std::to_string(sent.size())).append(" bytes in all, sha256:");
  kept.append(sha256_hex(sent)).append(", ").append(std::to_string(text.size() - head.size() - tail.size()));
  kept.append(" left out …]").append(tail);
  text = std::move(kept);
}

bool looks_like_json(std::string_view text) {
  return (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'));
}

std::int64_t keep_string(std::string& text, const StringEdit& redact, const Keep& keep, Kept& kept,
                         bool inside);

/// A text that is JSON is shortened string by string if that is enough: so it stays JSON.
std::optional<std::int64_t> shorten_inside(std::string& text, const StringEdit& redact, const Keep& keep,
                                           Kept& kept) {
  if (!looks_like_json(text)) return std::nullopt;
  Kept left_out;
  const JsonText made = rewrite_json(
      text, [&](std::string& string) { return keep_string(string, redact, keep, left_out, true); });
  if (made.end != JsonEnd::whole || made.text.size() > limit_of(keep)) return std::nullopt;
  if (left_out.images + left_out.cut == 0) return std::nullopt;  // it was long by its spaces
  text = made.text;
  kept.images += left_out.images;
  kept.cut += left_out.cut;
  return made.edits;
}

/// `inside`: of a text that is JSON; one more of these in it is cut like any other.
std::int64_t keep_string(std::string& text, const StringEdit& redact, const Keep& keep, Kept& kept,
                         bool inside) {
  if (text.size() >= kShort) {
    if (const auto image = image_in(text)) {
      if (!keep.keep_images) text = marker_of(*image), ++kept.images;
      return 0;
    }
  }
  const std::string sent = text.size() > limit_of(keep) ? text : std::string();
  const std::int64_t edits = redact ? redact(text) : 0;
  if (text.size() <= limit_of(keep)) return edits;
  if (!inside) {
    if (const auto more = shorten_inside(text, redact, keep, kept)) return edits + *more;
  }
  cut(text, sent.empty() ? text : std::string_view(sent), limit_of(keep));
  ++kept.cut;
  return edits;
}

}  // namespace

StringEdit keeping(const StringEdit& redact, const Keep& keep, Kept& kept) {
  return [&](std::string& text) { return keep_string(text, redact, keep, kept, false); };
}

}  // namespace galdr::event
