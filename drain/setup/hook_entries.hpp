/// galdr's hook entries, or its plugin, in the text of an agent's config file. Pure: text in, text out.
///
/// An entry is galdr's if its command runs galdr-hook for the agent (command.hpp); all else is left alone.
/// Every function throws Error{invalid}, "line 3, column 7: …", for text that is no JSON, repeats a key or
/// has another type where hooks should be.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "drain/setup/agents.hpp"

namespace galdr::drain::setup {

/// A config file's bytes; nothing: there is no such file.
using Content = std::optional<std::string>;

/// `content` with exactly one entry at each event of the agent that runs `program`, and none elsewhere.
/// Entries that are there keep their place and what users added to them; their command and a timeout that
/// cannot be meant are set right. Throws Error{refused} if a plugin's file is another's.
std::string with_hooks(const Agent& agent, const Content& content, const std::string& program);

/// `current` without galdr's entries, and without the containers that are empty then and not in `original`,
/// the content before the first with_hooks. Nothing where there was no file and nothing is left.
Content without_hooks(const Agent& agent, const std::string& current, const Content& original);

bool has_hooks(const Agent& agent, const Content& content);

/// Why `content` does not do what with_hooks would see to, or what keeps its hooks from running: a line each.
std::vector<std::string> differences(const Agent& agent, const Content& content, const std::string& program);

/// An entry of galdr's, where it stands.
struct HookEntry {
  std::string event = {};
  std::size_t group = 0;                    ///< index in the event's list
  std::size_t handler = 0;                  ///< index within the group
  std::string command = {};                 ///< as the agent runs it
  std::optional<int> timeout = {};          ///< in the agent's unit
  std::optional<std::string> matcher = {};  ///< of the group
  bool plain = true;                        ///< the handler holds nothing beside what galdr writes
};
/// In the order of the file. None of a plugin's.
std::vector<HookEntry> hook_entries(const Agent& agent, const Content& content);

}  // namespace galdr::drain::setup
