/// Does Codex run the hooks of a hooks.json? It skips, without a word, each that its user has not trusted.
///
/// Trust is given in Codex (`/hooks`) and kept in its config.toml, a table for each handler:
/// [hooks.state."<path of hooks.json>:<event_in_snake_case>:<group>:<handler>"], trusted_hash = "sha256:…"
/// of what the handler was then, enabled = false where its user switched it off. Read, never written: trust
/// is the user's to give.
#pragma once
#include <string>
#include <vector>

#include "drain/setup/agents.hpp"
#include "drain/setup/hook_entries.hpp"

namespace galdr::drain::setup {

/// What keeps Codex from running the entries of galdr's in `text`, the hooks.json at `config`: a line each.
/// Throws Error{io} if config.toml cannot be read.
std::vector<std::string> codex_obstacles(const Agent& agent, const std::string& config,
                                         const std::string& text);

/// "sha256:…" as Codex takes it of a handler: of the compact JSON, keys in order, of the event and the
/// handler with its defaults filled in.
std::string codex_hash(const HookEntry& entry);

}  // namespace galdr::drain::setup
