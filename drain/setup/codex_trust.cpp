#include "drain/setup/codex_trust.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/files.hpp"
#include "core/base/digest.hpp"
#include "drain/setup/toml_scan.hpp"

namespace galdr::drain::setup {
namespace {

constexpr int kDefaultTimeout = 600;
constexpr int kLongestAtAnEnd = 3;

enum class Trust { given, none, outdated, off };

using Settings = std::map<TomlPath, std::string>;

/// "PreToolUse" → "pre_tool_use"
std::string snake_case(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
    if (upper && !out.empty()) out += '_';
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

/// Of the others' groups Codex ignores it.
bool knows_matcher(const std::string& event) {
  return event != "Stop" && event != "UserPromptSubmit" && event != "Interrupt";
}

int timeout_of(const HookEntry& entry) {
  const int timeout = std::max(entry.timeout.value_or(kDefaultTimeout), 1);
  const bool at_an_end = entry.event == "SessionEnd" || entry.event == "Interrupt";
  return at_an_end ? std::min(timeout, kLongestAtAnEnd) : timeout;
}

/// The paths by which Codex may know the file: it resolves links in CODEX_HOME, but not in HOME.
std::vector<std::string> names_of(const std::string& config) {
  std::error_code error;
  const auto resolved = std::filesystem::weakly_canonical(config, error);
  return {config, error ? config : resolved.string()};
}

const std::string* find(const Settings& settings, const std::string& config, const HookEntry& entry,
                        const char* member) {
  const std::string place =
      ":" + snake_case(entry.event) + ":" + std::to_string(entry.group) + ":" + std::to_string(entry.handler);
  for (const std::string& name : names_of(config)) {
    const auto at = settings.find({"hooks", "state", name + place, member});
    if (at != settings.end()) return &at->second;
  }
  return nullptr;
}

/// A handler that its user added to cannot be hashed here, so any trust in it counts.
Trust trust_in(const Settings& settings, const std::string& config, const HookEntry& entry) {
  const std::string* enabled = find(settings, config, entry, "enabled");
  if (enabled != nullptr && *enabled == "false") return Trust::off;
  const std::string* hash = find(settings, config, entry, "trusted_hash");
  if (hash == nullptr) return Trust::none;
  return !entry.plain || *hash == codex_hash(entry) ? Trust::given : Trust::outdated;
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

std::string codex_hash(const HookEntry& entry) {
  const nlohmann::json handler{
      {"type", "command"}, {"command", entry.command}, {"timeout", timeout_of(entry)}, {"async", false}};
  nlohmann::json identity{{"event_name", snake_case(entry.event)}, {"hooks", {handler}}};
  if (entry.matcher && knows_matcher(entry.event)) identity["matcher"] = *entry.matcher;
  return "sha256:" + sha256_hex(identity.dump());
}

std::vector<std::string> codex_obstacles(const Agent& agent, const std::string& config,
                                         const std::string& text) {
  const std::string toml = agent.user_dir() + "/config.toml";
  const Settings settings = toml_scalars(read_file(toml).value_or(""));
  std::vector<std::string> problems, names[4];
  const auto feature = settings.find({"features", "hooks"});
  if (feature != settings.end() && feature->second == "false")
    problems.push_back("features.hooks is false in " + toml + ", so no hook runs");
  for (const HookEntry& entry : hook_entries(agent, text))
    names[static_cast<int>(trust_in(settings, config, entry))].push_back(entry.event);
  const auto tell = [&](Trust trust, const std::string& what) {
    const auto& events = names[static_cast<int>(trust)];
    if (!events.empty()) problems.push_back(what + ": " + listed(events));
  };
  const std::string cure = ", so Codex skips them without a word; start codex, enter /hooks and trust them";
  tell(Trust::none, "not trusted yet" + cure);
  tell(Trust::outdated, "changed since they were trusted" + cure);
  tell(Trust::off, "switched off in Codex; enter /hooks there to switch them on");
  return problems;
}

}  // namespace galdr::drain::setup
