#include "core/skill/neutral.hpp"

#include <cctype>
#include <utility>

#include "core/distill/visible.hpp"

namespace galdr::skill {
namespace {

constexpr std::string_view kArguments = "$ARGUMENTS";
constexpr std::string_view kClaude = "${CLAUDE_";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool has(std::string_view text, std::size_t at, std::string_view part) {
  return text.compare(at, part.size(), part) == 0;
}

// Beyond ASCII there are blanks, too, that a reader may take for one.
bool runs_command(std::string_view text, std::size_t at) {
  const auto after_blank = [&] {
    return at == 0 || is_blank(text[at - 1]) || static_cast<unsigned char>(text[at - 1]) >= 0x80;
  };
  return has(text, at, "!`") && after_blank();
}

bool is_fence_call(std::string_view text, std::size_t at) {
  return has(text, at, "```!") || has(text, at, "~~~!");
}

bool is_positional(std::string_view text, std::size_t at) {
  return text[at] == '$' && at + 1 < text.size() && is_digit(text[at + 1]);
}

bool line_is_awk(std::string_view text, std::size_t at) {
  const std::size_t start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return text.substr(start, text.find('\n', at) - start).find("awk") != std::string_view::npos;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

// "$1" as something that is no placeholder of an agent and means the same: ${1} to a shell, $ 1 to awk.
std::string positional(std::string_view text, std::size_t at, Place place) {
  const std::string digits(text.substr(at + 1, digits_at(text, at + 1)));
  const bool spaced = place == Place::prose || line_is_awk(text, at);
  return spaced ? "$ " + digits : "${" + digits + "}";
}

// "${CLAUDE_X}" is "$CLAUDE_X" where nothing follows that would make the name longer.
std::pair<std::string, std::size_t> claude_variable(std::string_view text, std::size_t at) {
  std::size_t end = at + 2;
  while (end < text.size() && is_word(text[end])) ++end;
  const bool plain =
      end < text.size() && text[end] == '}' && (end + 1 == text.size() || !is_word(text[end + 1]));
  if (plain) return {"$" + std::string(text.substr(at + 2, end - at - 2)), end + 1 - at};
  return {"${ CLAUDE_", kClaude.size()};
}

// What to write for the live form at `at`, and how much of the text it stands for; length 0 if there is none.
std::pair<std::string, std::size_t> harmless(std::string_view text, std::size_t at, Place place) {
  if (runs_command(text, at)) return {"! ", 1};
  if (is_fence_call(text, at)) return {std::string(text.substr(at, 3)) + "(!)", 4};
  if (has(text, at, "<!--")) return {"<! --", 4};
  if (has(text, at, kArguments)) return {"${ARGUMENTS}", kArguments.size()};
  if (has(text, at, kClaude)) return claude_variable(text, at);
  if (is_positional(text, at)) return {positional(text, at, place), 1 + digits_at(text, at + 1)};
  return {"", 0};
}

}  // namespace

std::string neutralised(std::string_view raw, Place place) {
  const std::string text = distill::visible(raw);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto [instead, length] = harmless(text, at, place);
    out += length == 0 ? std::string(1, text[at]) : instead;
    at += length == 0 ? 1 : length;
  }
  return out;
}

std::string_view live_form(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (runs_command(line, at)) return "!`command`";
    if (is_fence_call(line, at)) return "a fence that runs";
    if (has(line, at, "<!--")) return "an HTML comment";
    if (has(line, at, kArguments)) return "$ARGUMENTS";
    if (has(line, at, kClaude)) return "${CLAUDE_…}";
    if (is_positional(line, at)) return "a positional $0 to $9";
  }
  return "";
}

}  // namespace galdr::skill
