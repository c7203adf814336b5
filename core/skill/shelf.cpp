#include "core/skill/shelf.hpp"

#include <algorithm>
#include <cctype>

#include "core/distill/text.hpp"
#include "core/skill/blocks.hpp"
#include "core/skill/neutral.hpp"

namespace galdr::skill {
namespace {

// 6 files of 160 KiB in all, a list of 64 and one of 32: 8 files, 256 KiB.
constexpr std::size_t kFiles = 6;
constexpr std::size_t kMostOfFiles = 160 << 10;
constexpr std::size_t kMostOfOne = 64 << 10;
constexpr std::size_t kMostOfGotchas = 32 << 10;
constexpr std::size_t kLongestStem = 40;

// "handler-py" of "src/handler.py".
std::string stem_of(std::string_view path) {
  std::string out;
  for (const char c : path.substr(path.rfind('/') + 1)) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x80 && std::isalnum(u))
      out += static_cast<char>(std::tolower(u));
    else if (!out.empty() && out.back() != '-')
      out += '-';
    if (out.size() == kLongestStem) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "text" : out;
}

std::string title_of(std::string_view path, bool is_diff) {
  const std::string name = path.empty() ? "a text" : distill::code_span(path);
  return (is_diff ? "Change of " : "") + name;
}

}  // namespace

File Shelf::started(const std::string& stem, const std::string& title) const {
  return {"references/" + stem + ".md", "# " + prose(distill::capitalised(title)) + "\n\nOf the skill `" +
                                            skill_name_ + "`" + std::string(kReplaced) + "\n\n"};
}

std::string Shelf::free_stem(std::string_view path, bool is_diff) const {
  const std::string stem = stem_of(path) + (is_diff ? "-diff" : "");
  const auto taken = [&](const std::string& name) {
    return name == "steps" || name == "gotchas" ||
           std::any_of(references_.begin(), references_.end(),
                       [&](const File& r) { return r.path == "references/" + name + ".md"; });
  };
  std::string out = stem;
  for (int i = 2; taken(out); ++i) out = stem + "-" + std::to_string(i);
  return out;
}

std::string Shelf::keep(std::string_view path, std::string_view text, bool is_diff) {
  if (text.size() > kMostOfOne) return "";
  File reference = started(free_stem(path, is_diff), title_of(path, is_diff));
  const bool altered = neutralised(text, Place::code) != text;
  if (altered)
    reference.text +=
        "Written so that an agent replaces and runs nothing in it: `$ 1` and `${1}` are a dollar sign and "
        "1.\n\n";
  reference.text += fenced(is_diff ? "diff" : language_of(path), text, {SIZE_MAX, SIZE_MAX, SIZE_MAX}).text;
  const std::size_t size = reference.text.size();
  if (files_ == kFiles || size > kMostOfOne || file_bytes_ + size > kMostOfFiles) return "";
  ++files_;
  file_bytes_ += size;
  references_.push_back(std::move(reference));
  return references_.back().path.substr(std::string("references/").size());
}

bool Shelf::add(const std::string& title, const std::string& text) {
  const std::string path = "references/" + title + ".md";
  const auto same = [&](const File& r) { return r.path == path; };
  auto list = std::find_if(references_.begin(), references_.end(), same);
  const File fresh = list == references_.end() ? started(title, title) : File{};
  const std::size_t size = (list == references_.end() ? fresh.text.size() : list->text.size()) + text.size();
  if (size > (title == "gotchas" ? kMostOfGotchas : kMostOfOne)) return false;
  if (list == references_.end()) list = references_.insert(list, fresh);
  list->text += text;
  return true;
}

}  // namespace galdr::skill
