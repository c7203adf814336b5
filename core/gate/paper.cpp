#include "core/gate/paper.hpp"

#include <algorithm>
#include <array>

#include "core/distill/text.hpp"

namespace galdr::gate {
namespace {

constexpr std::size_t kPiece = 16 << 10, kOverlap = 512;
constexpr std::size_t kMostLines = 400'000;
constexpr int kMostOfOne = 20;

bool ends_with_one_of(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](auto end) { return name.ends_with(end); });
}

Paper::Kind kind_of(const std::string& file, std::string_view text) {
  if (file == "SKILL.md") return Paper::Kind::manual;
  const std::string name = distill::lower(file);
  if (ends_with_one_of(name, {".md", ".mdx", ".markdown", ".txt", ".rst"})) return Paper::Kind::markdown;
  if (ends_with_one_of(name, {".sh", ".bash", ".zsh", ".fish", ".ksh"})) return Paper::Kind::shell;
  const std::string_view first = text.substr(0, std::min<std::size_t>(text.find('\n'), 80));
  if (first.starts_with("#!") && distill::contains(first, "sh")) return Paper::Kind::shell;
  const bool code = first.starts_with("#!") ||
                    ends_with_one_of(name, {".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl", ".php", ".ps1",
                                            ".psm1", ".bat", ".cmd", ".lua", ".go", ".applescript"});
  return code ? Paper::Kind::code : Paper::Kind::text;
}

// At most `at`, where a character begins.
std::size_t boundary(std::string_view text, std::size_t at) {
  for (int back = 0; back < 3 && at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; ++back)
    --at;
  return at;
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  for (int number = 1; !text.empty() && out.size() < kMostLines; ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    while (line.size() > kPiece) {
      out.push_back({line.substr(0, boundary(line, kPiece)), number});
      line.remove_prefix(boundary(line, kPiece - kOverlap));
    }
    out.push_back({line, number});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

Paper::Paper(const std::string& file, std::string_view text, bool ours)
    : file_(file), text_(text), ours_(ours), kind_(kind_of(file, text)), lines_(lines_of(text)) {
  if (lines_.size() >= kMostLines) error("optimisation", "too-long", "too many lines to be looked at");
}

void Paper::add(const char* severity, const char* axis, const char* code, const std::string& message,
                int line) {
  if (++counts_[std::string(severity) + code] > kMostOfOne) return;
  findings_.push_back({severity, axis, code, message, line, file_});
}

}  // namespace galdr::gate
