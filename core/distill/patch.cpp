#include "core/distill/patch.hpp"

#include <optional>

#include "core/distill/text.hpp"

namespace galdr::distill {
namespace {

std::optional<FileChange> header_in(const std::string& line) {
  using Kind = FileChange::Kind;
  const std::pair<std::string_view, Kind> marks[] = {{"*** Add File: ", Kind::add},
                                                     {"*** Update File: ", Kind::update},
                                                     {"*** Delete File: ", Kind::remove}};
  for (const auto& [mark, kind] : marks)
    if (line.starts_with(mark))
      return FileChange{kind, trim(std::string_view(line).substr(mark.size())), "", {}};
  return std::nullopt;
}

/// A hunk's line: context stands on both sides. An empty one is an empty line of context.
void take_hunk_line(FileChange& file, const std::string& line) {
  if (line.starts_with("@@") || file.changes.empty()) file.changes.emplace_back();
  if (line.starts_with("@@")) return;
  Change& change = file.changes.back();
  const std::string text = (line.empty() ? "" : line.substr(1)) + "\n";
  if (!line.starts_with("+")) change.before += text;
  if (!line.starts_with("-")) change.after += text;
}

}  // namespace

std::vector<FileChange> read_patch(std::string_view text) {
  std::vector<FileChange> out;
  for (const std::string& line : split_lines(text)) {
    if (auto file = header_in(line)) {
      out.push_back(std::move(*file));
    } else if (line.starts_with("*** ") || out.empty()) {
      continue;
    } else if (out.back().kind == FileChange::Kind::add) {
      out.back().content += (line.starts_with("+") ? line.substr(1) : line) + "\n";
    } else if (out.back().kind == FileChange::Kind::update) {
      take_hunk_line(out.back(), line);
    }
  }
  for (FileChange& file : out)
    std::erase_if(file.changes, [](const Change& c) { return c.before == c.after; });
  return out;
}

}  // namespace galdr::distill
