/// The names under which agents have the same few tools, as fold() makes them.
#include "core/event/adapters.hpp"

namespace galdr::event {
namespace {

/// In this order: whole names and exceptions before the words that names begin with.
constexpr ToolName kTools[] = {
    {"mcp*", "mcp"},
    {"listmcpresource*", "mcp"},
    {"readmcpresource*", "mcp"},
    {"usemcptool", "mcp"},

    {"localshell", "shell"},
    {"powershell*", "shell"},
    {"readbash", "shell"},
    {"writebash", "shell"},
    {"stopbash", "shell"},
    {"listbash", "shell"},
    {"killbash", "shell"},
    {"killshell", "shell"},
    {"writestdin", "shell"},
    {"execcommand", "shell"},
    {"executecommand", "shell"},
    {"runcommand", "shell"},
    {"runshellcommand", "shell"},
    {"runterminalcmd", "shell"},
    {"runinterminal", "shell"},
    {"terminal", "shell"},
    {"bash*", "shell"},
    {"shell*", "shell"},

    {"applypatch", "edit"},
    {"patch", "edit"},
    {"multiedit", "edit"},
    {"notebookedit", "edit"},
    {"replace", "edit"},
    {"searchreplace", "edit"},
    {"strreplace*", "edit"},
    {"delete", "edit"},
    {"deletefile", "edit"},
    {"edit*", "edit"},

    {"agent", "agent"},
    {"task", "agent"},
    {"invokeagent", "agent"},
    {"spawnagent", "agent"},

    {"webfetch", "web"},
    {"websearch", "web"},
    {"googlewebsearch", "web"},
    {"fetch", "web"},

    {"listagents", "other"},
    {"writetodos", "other"},
    {"notebookread", "read"},
    {"read*", "read"},
    {"view*", "read"},
    {"write*", "write"},
    {"create*", "write"},
    {"codebasesearch", "search"},
    {"codesearch", "search"},
    {"grep*", "search"},
    {"glob*", "search"},
    {"search*", "search"},
    {"find*", "search"},
    {"list*", "search"},
    {"ls", "search"},
};

}  // namespace

std::string_view class_of_common_tool(std::string_view tool) {
  const std::string folded = fold(tool);
  for (const ToolName& known : kTools) {
    if (matches(known.name, folded)) return known.tool_class;
  }
  return "other";
}

}  // namespace galdr::event
