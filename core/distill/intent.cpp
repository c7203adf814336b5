#include "core/distill/intent.hpp"

#include <algorithm>
#include <array>

#include "core/distill/commands.hpp"
#include "core/distill/json_text.hpp"

namespace galdr::distill {
namespace {

/// A word of a command line that says what the command is for.
struct Purpose {
  std::string_view word, intent;
};

constexpr std::array<Purpose, 19> kPurposes = {{
    {"test", "Run the tests"},
    {"pytest", "Run the tests"},
    {"lint", "Run the linter"},
    {"typecheck", "Check the types"},
    {"build", "Build"},
    {"commit", "Commit the changes"},
    {"push", "Push to the remote"},
    {"pull", "Get the remote's latest state"},
    {"tag", "Tag the commit"},
    {"publish", "Publish"},
    {"install", "Install what is needed"},
    {"ci", "Install the locked dependencies"},
    {"migrate", "Run the migrations"},
    {"deploy", "Deploy"},
    {"format", "Format the code"},
    {"clone", "Clone the repository"},
    {"merge", "Merge"},
    {"rebase", "Rebase"},
    {"mkdir", "Make the folder"},
}};

std::string_view purpose_of(const Simple& deed) {
  std::vector<std::string> words = plain_arguments(deed);
  words.insert(words.begin(), program_of(deed));
  if (words.size() > 3) words.resize(3);
  for (const std::string& word : words) {
    const auto found =
        std::find_if(kPurposes.begin(), kPurposes.end(), [&](const Purpose& p) { return p.word == word; });
    if (found != kPurposes.end()) return found->intent;
  }
  return "";
}

/// What the last of its programs does that more than looks.
std::string shell_intent(const Call& call) {
  const std::vector<Simple> deeds = deeds_of(call);
  if (deeds.empty()) return "Run a command";
  const auto last =
      std::find_if(deeds.rbegin(), deeds.rend(), [](const Simple& s) { return !only_looks(s); });
  const Simple& main = last == deeds.rend() ? deeds.back() : *last;
  if (const std::string_view purpose = purpose_of(main); !purpose.empty()) return std::string(purpose);
  return (is_check(main) ? "Check with " : "Run ") + code_span(signature_of(main));
}

std::string file_intent(const Call& call) {
  const std::string path = code_span(call.path);
  if (call.path.empty()) return "Change files";
  if (call.tool_class == "read") return "Read " + path;
  return (call.tool_class == "write" ? "Create " : "Edit ") + path;
}

std::string search_intent(const Call& call) {
  const std::string sought = string_field(call.input, {"pattern", "query", "regex", "glob"});
  if (sought.empty()) return "Call " + code_span(call.tool);
  const bool somewhere = !call.path.empty() && call.path != ".";
  return "Search for " + code_span(sought) + (somewhere ? " in " + code_span(call.path) : "");
}

}  // namespace

std::string intent_of(const Call& call) {
  std::string about = call.about;
  while (!about.empty() && (about.back() == '.' || about.back() == ' ')) about.pop_back();
  if (call.is_shell()) return about.empty() ? shell_intent(call) : capitalised(clip(about, 120));
  if (call.changes_file() || call.tool_class == "read") return file_intent(call);
  if (call.tool_class == "search") return search_intent(call);
  if (call.tool_class == "web") return "Fetch " + code_span(string_field(call.input, {"url", "query"}));
  return "Call " + code_span(call.tool);
}

}  // namespace galdr::distill
