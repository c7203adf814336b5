#include "core/privacy/blocks.hpp"

#include <algorithm>
#include <cctype>

#include "core/privacy/shapes.hpp"

namespace galdr::privacy {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t kMarkerMax = 80;     // "-----BEGIN … PRIVATE KEY BLOCK-----"
constexpr std::size_t kKeyMax = 64 << 10;  // no private key is longer
constexpr std::size_t kRunMin = 20;        // base64 in a row that no prose has

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '=';
}

/// The line at `at`, which ends at a newline or at "\n" written out; `next` is where the following one
/// begins.
std::string_view line_at(std::string_view text, std::size_t at, std::size_t& next) {
  std::size_t end = at;
  while (end < text.size() && text[end] != '\n' && text.substr(end, 2) != "\\n" &&
         text.substr(end, 2) != "\\r")
    ++end;
  next = std::min(text.size(), end + (end < text.size() && text[end] == '\\' ? 2 : 1));
  return text.substr(at, end - at);
}

std::string_view trim(std::string_view line) {
  while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front()))) line.remove_prefix(1);
  while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.remove_suffix(1);
  return line;
}

std::size_t longest_run(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = is_base64(c) ? run + 1 : 0);
  return longest;
}

bool names_private_key(std::string_view marker) {
  return marker.find("PRIVATE KEY") != npos || marker.find("OpenVPN Static key") != npos;
}

/// "-----BEGIN x PRIVATE KEY-----" at `at`, `word` being BEGIN or END: its length, or 0.
std::size_t marker_length(std::string_view text, std::size_t at, std::string_view word) {
  const std::string_view rest = text.substr(at, kMarkerMax);
  const std::size_t head = 5 + word.size();
  if (rest.substr(0, 5) != "-----" || rest.substr(5, word.size()) != word) return 0;
  const std::size_t close = rest.find("-----", head);
  if (close == npos || !names_private_key(rest.substr(0, close))) return 0;
  return close + 5;
}

/// Is it a line of a key's body: base64 but for a margin such as a line number, or a header such as
/// "DEK-Info: …"?
bool is_body(std::string_view line) {
  const std::size_t run = longest_run(line);
  const bool header = line.find(": ") != npos && line.size() < 80 && line.find('-') != npos;
  return line.empty() || header || (run >= kRunMin && line.size() - run <= 16) || run == line.size();
}

/// Where the body of a key that lacks its END stops.
std::size_t cut_body_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  for (std::size_t at = begin, next = 0; at < text.size(); at = next) {
    const std::string_view line = line_at(text, at, next);
    const std::string_view inner = trim(line);
    if (!is_body(inner)) break;
    if (!inner.empty()) end = at + static_cast<std::size_t>(inner.data() - line.data()) + inner.size();
    if (!inner.empty() && end > begin + 64 && longest_run(inner) < kRunMin)
      break;  // a short line is the last one
  }
  return end;
}

/// Where the key whose BEGIN marker ends at `body` stops: past its END, or where its body is cut.
std::size_t key_end(std::string_view text, std::size_t body) {
  const std::string_view rest = text.substr(body, kKeyMax);
  const std::size_t next = rest.find("-----");
  if (next == npos) return cut_body_end(text.substr(0, body + rest.size()), body);
  if (rest.substr(next + 5, 3) != "END") return cut_body_end(text.substr(0, body + next), body);
  return body + next + std::max<std::size_t>(marker_length(text, body + next, "END"), 8);
}

/// The key of an END marker at `end` whose BEGIN is not in the text: where its body starts.
std::size_t tail_begin(std::string_view text, std::size_t end, std::size_t floor) {
  std::size_t begin = end;
  while (begin > floor && end - begin < kKeyMax) {
    const std::size_t newline = begin < 2 ? npos : text.rfind('\n', begin - 2);
    const std::size_t start = std::max(newline == npos ? 0 : newline + 1, floor);
    const std::string_view inner = trim(text.substr(start, begin - start));
    if (start == begin || !is_body(inner) || inner.find(' ') != npos) break;
    begin = start;
  }
  return begin;
}

/// The lines that "Private-Lines: n" announces.
void add_putty_keys(std::string_view text, std::vector<Span>& out) {
  constexpr std::string_view kHead = "Private-Lines:";
  for (std::size_t at = text.find(kHead); at != npos; at = text.find(kHead, at + 1)) {
    std::size_t begin = 0;
    line_at(text, at, begin);
    const std::size_t end = cut_body_end(text, begin);
    if (end > begin + kRunMin) out.push_back({begin, end});
  }
}

bool starts_with_indent(std::string_view line, std::size_t& indent) {
  indent = line.find_first_not_of(' ');
  return indent != npos;
}

/// "kind: Secret", alone, as a list's element, or behind what is no name.
bool is_secret_kind(std::string_view line) {
  const std::size_t at = line.find("kind:");
  if (at == npos || (at > 0 && std::isalnum(static_cast<unsigned char>(line[at - 1])))) return false;
  std::string_view value = trim(line.substr(at + 5));
  if (value.size() > 6 && (value[0] == '"' || value[0] == '\'')) value.remove_prefix(1);
  return value.substr(0, 6) == "Secret" && (value.size() == 6 || value[6] == '"' || value[6] == '\'');
}

void add_value(std::string_view text, std::string_view value, std::vector<Span>& out) {
  value = trim(value);
  if (value.size() > 1 && (value.front() == '"' || value.front() == '\''))
    value = value.substr(1, value.size() - 2);
  if (value.size() < 2 || is_placeholder(value)) return;
  const auto begin = static_cast<std::size_t>(value.data() - text.data());
  out.push_back({begin, begin + value.size()});
}

/// Adds the values of the block of a "data:" line: the lines after it that stand deeper than `indent`. Where
/// it ends.
std::size_t add_block(std::string_view text, std::size_t at, std::size_t indent, std::vector<Span>& out) {
  for (std::size_t next = 0; at < text.size(); at = next) {
    const std::string_view line = line_at(text, at, next);
    std::size_t deeper = 0;
    if (!starts_with_indent(line, deeper)) continue;
    if (deeper <= indent) return at;
    const std::size_t colon = line.find(':');
    const std::string_view value = trim(colon == npos ? line : line.substr(colon + 1));
    const bool scalar = value.empty() || value.front() == '|' || value.front() == '>';
    if (!scalar) add_value(text, value, out);
  }
  return text.size();
}

void add_yaml_document(std::string_view text, Span document, std::vector<Span>& out) {
  const std::string_view part = text.substr(0, document.end);
  for (std::size_t at = document.begin, next = 0; at < part.size(); at = next) {
    const std::string_view line = line_at(part, at, next), inner = trim(line);
    std::size_t indent = 0;
    if ((inner == "data:" || inner == "stringData:") && starts_with_indent(line, indent))
      next = add_block(part, next, indent, out);
  }
}

/// Adds the string values of the flat JSON object from `at` to `close`.
void add_json_object(std::string_view text, std::size_t at, std::size_t close, std::vector<Span>& out) {
  while (at < close) {
    const std::size_t colon = text.find(':', at);
    const std::size_t open = colon == npos ? npos : text.find('"', colon);
    const std::size_t end = open == npos ? npos : text.find_first_of("\"\\\n", open + 1);
    if (end == npos || end > close) return;
    add_value(text, text.substr(open + 1, end - open - 1), out);
    at = std::min(text.find(',', end), close);
  }
}

bool has_json_secret(std::string_view text) {
  for (std::size_t at = text.find("\"Secret"); at != npos; at = text.find("\"Secret", at + 1)) {
    const std::string_view before =
        trim(text.substr(at - std::min<std::size_t>(at, 12), std::min<std::size_t>(at, 12)));
    const std::string_view key =
        before.size() > 0 && before.back() == ':' ? trim(before.substr(0, before.size() - 1)) : "";
    if (key.size() >= 5 && key.substr(key.size() - 5) == "kind\"") return true;
  }
  return false;
}

}  // namespace

void find_private_keys(std::string_view text, std::vector<Span>& out) {
  add_putty_keys(text, out);
  std::size_t floor = 0;
  for (std::size_t at = text.find("-----"); at != npos; at = text.find("-----", at)) {
    const std::size_t begin = marker_length(text, at, "BEGIN"), end = marker_length(text, at, "END");
    Span key{at, at + 5};
    if (begin > 0) key.end = key_end(text, at + begin);
    if (end > 0) key = {tail_begin(text, at, floor), at + end};
    const std::size_t body = at + begin;
    const bool real = begin > 0 ? longest_run(text.substr(body, key.end - body)) >= kRunMin
                                : end > 0 && at - key.begin >= kRunMin;
    if (real) out.push_back(key);
    at = floor = real ? key.end : at + std::max<std::size_t>({begin, end, 5});
  }
}

void find_kubernetes_secrets(std::string_view text, std::vector<Span>& out) {
  Span document;
  bool secret = false;
  for (std::size_t at = 0, next = 0; at < text.size(); at = next) {
    const std::string_view line = line_at(text, at, next);
    secret = secret || is_secret_kind(line);
    document.end = next;
    if (trim(line) != "---" && next < text.size()) continue;
    if (secret) add_yaml_document(text, document, out);
    document = {next, next};
    secret = false;
  }
  if (!has_json_secret(text)) return;
  for (const std::string_view key : {"\"data\"", "\"stringData\""})
    for (std::size_t at = text.find(key); at != npos; at = text.find(key, at + 1)) {
      const std::size_t open = text.find_first_not_of(" \n\t:", at + key.size());
      if (open == npos || text[open] != '{') continue;
      at = std::min(text.find('}', open), text.size());
      add_json_object(text, open, at, out);
    }
}

}  // namespace galdr::privacy
