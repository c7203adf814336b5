#include "core/event/json_string.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "core/event/utf8.hpp"

namespace galdr::event {
namespace {

void append_code_point(std::string& out, unsigned code) {
  char bytes[4];
  std::size_t size = 0;
  const auto put = [&](unsigned byte) { bytes[size++] = static_cast<char>(byte); };
  if (code >= 0xD800 && code <= 0xDFFF) code = 0xFFFD;
  if (code < 0x80) return out.push_back(static_cast<char>(code));
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F));
  } else {
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
  out.append(bytes, size);
}

/// What an escape's letter stands for; 0 if it is none of the short ones.
char short_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

/// The four hex digits of \uXXXX at `pos`.
StringRead read_hex4(std::string_view in, std::size_t pos, unsigned& code) {
  const std::string_view digits = in.substr(pos, 4);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  if (end != digits.data() + digits.size() || (error != std::errc{} && !digits.empty()))
    return StringRead::bad;
  return digits.size() < 4 ? StringRead::cut : StringRead::done;
}

/// Joins the high surrogate `code` with its other half at `pos`; without one, leaves both as they are.
StringRead read_low_surrogate(std::string_view in, std::size_t& pos, unsigned& code) {
  const std::string_view escape = in.substr(pos, 2);
  if (escape.empty() || escape == "\\u" || (escape == "\\" && pos + 1 == in.size())) {
    unsigned low = 0;
    const StringRead read = escape.size() < 2 ? StringRead::cut : read_hex4(in, pos + 2, low);
    if (read != StringRead::done || low < 0xDC00 || low > 0xDFFF) return read;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    pos += 6;
  }
  return StringRead::done;
}

/// The escape whose backslash stands at `pos`; moves `pos` behind it.
StringRead read_escape(std::string_view in, std::size_t& pos, std::string& out) {
  if (pos + 1 >= in.size()) return StringRead::cut;
  if (const char c = short_escape(in[pos + 1])) return out += c, pos += 2, StringRead::done;
  if (in[pos + 1] != 'u') return StringRead::bad;
  unsigned code = 0;
  if (const StringRead read = read_hex4(in, pos + 2, code); read != StringRead::done) return read;
  pos += 6;
  if (code >= 0xD800 && code <= 0xDBFF) {
    if (const StringRead read = read_low_surrogate(in, pos, code); read == StringRead::cut) return read;
  }
  append_code_point(out, code);
  return StringRead::done;
}

constexpr auto kEscaped = [] {
  std::array<bool, 256> escaped{};
  for (std::size_t c = 0; c < 256; ++c) escaped[c] = c < 0x20 || c >= 0x80 || c == '"' || c == '\\';
  return escaped;
}();

/// How many bytes from the front are plain ASCII. Looks at eight at a time.
std::size_t plain_ascii(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  const auto without = [](std::uint64_t word, unsigned char byte) {
    const std::uint64_t zero = word ^ kOnes * byte;
    return (zero - kOnes) & ~zero;
  };
  std::size_t i = 0;
  for (std::uint64_t word = 0; i + sizeof word <= text.size(); i += sizeof word) {
    std::memcpy(&word, text.data() + i, sizeof word);
    const std::uint64_t control = (word - kOnes * 0x20) & ~word;
    if (((word | control | without(word, '"') | without(word, '\\')) & kOnes * 0x80) != 0) break;
  }
  while (i < text.size() && !kEscaped[static_cast<unsigned char>(text[i])]) ++i;
  return i;
}

/// How many bytes from the front stand in a JSON string as they are.
std::size_t plain_length(std::string_view text) {
  std::size_t plain = 0;
  for (;;) {
    plain += plain_ascii(text.substr(plain));
    if (plain == text.size() || static_cast<unsigned char>(text[plain]) < 0x80) return plain;
    const std::size_t length = utf8_sequence(text.substr(plain));
    if (length == 0) return plain;
    plain += length;
  }
}

/// Appends one character that cannot stand in a JSON string as it is.
void append_escape(std::string& out, char c) {
  constexpr std::string_view kControls = "\b\f\n\r\t";
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '\\';
  if (c == '"' || c == '\\') {
    out += c;
  } else if (const auto i = kControls.find(c); i != kControls.npos) {
    out += kLetters[i];
  } else {
    const auto code = static_cast<unsigned char>(c);
    out += "u00";
    out += kHex[code >> 4];
    out += kHex[code & 15];
  }
}

}  // namespace

StringRead read_json_string(std::string_view in, std::size_t& pos, std::string& out) {
  std::size_t quote = in.find('"', ++pos);
  for (;;) {
    const std::string_view ahead = in.substr(pos, quote == in.npos ? in.npos : quote - pos);
    const std::size_t plain = ahead.find('\\');
    out.append(ahead, 0, plain);
    if (plain == ahead.npos) {
      pos = quote == in.npos ? in.size() : quote + 1;
      return quote == in.npos ? StringRead::cut : StringRead::done;
    }
    pos += plain;
    if (const StringRead read = read_escape(in, pos, out); read != StringRead::done) return read;
    if (quote != in.npos && pos > quote) quote = in.find('"', pos);
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_length(text);
    out.append(text, 0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_escape(out, text.front());
    } else {
      out.append(kReplacement);
    }
    text.remove_prefix(1);
  }
  out += '"';
}

}  // namespace galdr::event
