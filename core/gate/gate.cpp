#include "core/gate/gate.hpp"

#include <algorithm>
#include <set>

#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"
#include "core/gate/checks.hpp"
#include "core/gate/folder.hpp"
#include "core/skill/front_matter.hpp"

namespace galdr::gate {
namespace {

using skill::File;
using skill::Files;
using skill::FrontMatter;

constexpr std::size_t kMostOfManual = 1 << 20, kMostOfFile = 4 << 20;

bool is_reference_path(std::string_view path) {
  constexpr std::string_view kFolder = "references/";
  return path.starts_with(kFolder) && path.size() > kFolder.size() && path[kFolder.size()] != '.' &&
         path.find('/', kFolder.size()) == std::string_view::npos;
}

void append(std::vector<Finding>& all, std::vector<Finding> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<Finding> manual_findings(const Files& files, const FrontMatter& front, const std::string& folder,
                                     bool ours, const Surroundings* around) {
  const std::string name = "SKILL.md";
  std::set<std::string> paths;
  for (const File& file : files.others) paths.insert(file.path);
  Paper paper(name, std::string_view(files.skill_md).substr(0, kMostOfManual), ours);
  if (files.skill_md.find('\0') != std::string::npos)
    paper.error("security", "invisible", "holds NUL bytes: readers disagree on what follows");
  check_manual(paper, front, folder, paths);
  check_private(paper);
  check_invisible(paper);
  check_powers(paper, front);
  check_commands(paper);
  check_persuasion(paper, front);
  if (files.skill_md.size() > kMostOfManual)
    paper.error("optimisation", "too-long", "over a megabyte: the rest was not looked at");
  if (around != nullptr) check_surroundings(paper, front, *around);
  return paper.take();
}

std::vector<Finding> file_findings(const File& file, bool ours) {
  if (!is_text(file.text)) return {};
  const std::string shown = distill::visible(file.path);
  Paper paper(shown, std::string_view(file.text).substr(0, kMostOfFile), ours);
  if (file.text.size() > kMostOfFile)
    paper.error("security", "too-long", "over four megabytes of text: the rest was not looked at");
  if (ours && !is_reference_path(file.path))
    paper.error("practicality", "reference-path", "references are one folder deep: " + file.path);
  check_private(paper);
  check_invisible(paper);
  if (ours || paper.is_markdown()) check_powers(paper, {});
  check_commands(paper);
  if (paper.kind() != Paper::Kind::text) check_persuasion(paper, {});
  return paper.take();
}

}  // namespace

std::vector<Finding> check(const Files& files, const std::string& folder_name, const Surroundings* around) {
  const FrontMatter front =
      skill::read_front_matter(std::string_view(files.skill_md).substr(0, kMostOfManual));
  const bool ours = front.value("metadata.generator") == "galdr";
  std::vector<Finding> out = manual_findings(files, front, folder_name, ours, around);
  append(out, check_folder(files));
  for (const File& file : files.others) append(out, file_findings(file, ours));
  return out;
}

std::vector<Finding> check(const std::string& skill_md, const std::string& folder_name,
                           const Surroundings* around) {
  return check(Files{skill_md}, folder_name, around);
}

}  // namespace galdr::gate
