/// opencode: it has no command hooks, only plugins in its own process, opencode.ai/docs/plugins. So galdr's
/// is a file of its own in the folder `plugin`, all of whose files are loaded.
#include <nlohmann/json.hpp>

#include "core/base/paths.hpp"
#include "drain/setup/agents.hpp"
#include "drain/setup/command.hpp"
#include "drain/setup/opencode_plugin.hpp"

namespace galdr::drain::setup {
namespace {

/// OPENCODE_CONFIG_DIR names a folder that is read after this one, not instead of it.
std::string user_dir() {
  if (auto dir = env("XDG_CONFIG_HOME")) return *dir + "/opencode";
  return below_home(".config/opencode");
}

std::string plugin(const std::string& program) {
  constexpr std::string_view kPlace = "\"@GALDR_HOOK@\"";
  require_utf8(program);
  std::string text(kOpencodePlugin);
  return text.replace(text.find(kPlace), kPlace.size(), nlohmann::json(program).dump());
}

}  // namespace

const Agent& opencode() {
  static const Agent kAgent{
      .name = "opencode",
      .program = "opencode",
      .user_dir = user_dir,
      .user_config = "plugin/galdr.js",
      .project_config = ".opencode/plugin/galdr.js",
      .canary = {.event = "session.created"},
      .own_file = true,
      .plugin = plugin,
  };
  return kAgent;
}

}  // namespace galdr::drain::setup
