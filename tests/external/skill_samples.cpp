/// Writes every skill that the tests of the renderer make, each in a folder of its own, for other programs to
/// judge.
///
///   skill_samples DIR
#include <cstdio>
#include <exception>

#include "core/library/folder.hpp"
#include "tests/core/skill/nasty.hpp"

using namespace galdr;

namespace {

void write_all_of(const std::string& dir, const std::vector<distill::Skill>& skills) {
  for (const distill::Skill& one : skills) library::write(dir, one.name, skill::files_of(one));
}

std::vector<distill::Skill> hostile_skills() {
  std::vector<distill::Skill> out;
  for (const std::string& text : test::nasty_strings()) {
    out.push_back(test::skill_full_of(text));
    out.back().name = "hostile-" + std::to_string(out.size());
    if (skill::files_of(out.back()).skill_md.find("description: \"\"") != std::string::npos)
      out.back().description = "Does it. Use when asked to.";
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: skill_samples DIR\n", stderr), 2;
  try {
    write_all_of(argv[1], test::ordinary_skills());
    write_all_of(argv[1], hostile_skills());
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "skill_samples: %s\n", e.what()), 1;
  }
  return 0;
}
