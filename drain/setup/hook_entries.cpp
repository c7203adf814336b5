#include "drain/setup/hook_entries.hpp"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "drain/setup/command.hpp"
#include "drain/setup/json_edit.hpp"
#include "drain/setup/plugin_file.hpp"

namespace galdr::drain::setup {
namespace {

using nlohmann::ordered_json;
using Kind = JsonNode::Kind;

constexpr std::string_view kVersion = "version";

/// One handler of ours: `handlers` holds it at `index`, and is part of entry `entry` of the event's list.
struct Mine {
  std::size_t entry;
  const JsonNode* handlers;
  std::size_t index;
  const JsonNode& handler() const { return handlers->children[index]; }
};

std::string command_for(const Agent& agent, std::string_view event, const std::string& program) {
  return hook_command(program, agent.name, agent.shape.names_event ? event : std::string_view());
}

ordered_json handler_json(const Agent& agent, const HookEvent& event, const std::string& command) {
  const HookShape& shape = agent.shape;
  ordered_json handler = ordered_json::object();
  if (shape.typed) handler["type"] = "command";
  handler[std::string(shape.command_key)] = command;
  if (!shape.timeout_key.empty()) handler[std::string(shape.timeout_key)] = event.timeout;
  return handler;
}

std::string entry_text(const Agent& agent, const HookEvent& event, const std::string& command) {
  ordered_json handler = handler_json(agent, event, command);
  if (!agent.shape.grouped) return handler.dump();
  ordered_json entry;
  entry["hooks"] = ordered_json::array({std::move(handler)});
  return entry.dump();
}

const JsonNode* required(const JsonText& doc, const JsonNode* node, Kind kind, const std::string& what) {
  if (node == nullptr || node->is(kind)) return node;
  throw Error(ErrorCode::invalid, doc.where(node->begin) + ": " + what);
}

/// The object of all hooks, or null.
const JsonNode* hooks_of(const JsonText& doc) {
  const JsonNode* root = required(doc, doc.root(), Kind::object, "the file should hold an object");
  if (root == nullptr) return nullptr;
  return required(doc, doc.find(*root, "hooks"), Kind::object, "\"hooks\" should be an object");
}

/// The list of one event's entries, or null.
const JsonNode* list_of(const JsonText& doc, std::string_view event) {
  const JsonNode* hooks = hooks_of(doc);
  if (hooks == nullptr) return nullptr;
  return required(doc, doc.find(*hooks, event), Kind::array,
                  "\"" + std::string(event) + "\" should be an array");
}

/// A handler's command and, where the agent runs it without a shell, its arguments.
std::string command_of(const JsonText& doc, const Agent& agent, const JsonNode& handler) {
  const JsonNode* command = doc.find(handler, agent.shape.command_key);
  if (command == nullptr || !command->is(Kind::string)) return "";
  std::string text = command->text;
  if (const JsonNode* args = doc.find(handler, "args")) {
    for (const JsonNode& arg : args->children) text += " " + arg.text;
  }
  return text;
}

std::vector<Mine> mine_in(const JsonText& doc, const Agent& agent, std::string_view event) {
  std::vector<Mine> mine;
  const JsonNode* list = list_of(doc, event);
  for (std::size_t entry = 0; list != nullptr && entry < list->children.size(); ++entry) {
    const JsonNode* handlers = agent.shape.grouped ? doc.find(list->children[entry], "hooks") : list;
    if (handlers == nullptr || !handlers->is(Kind::array)) continue;
    const std::size_t begin = agent.shape.grouped ? 0 : entry;
    const std::size_t end = agent.shape.grouped ? handlers->children.size() : entry + 1;
    for (std::size_t i = begin; i < end; ++i) {
      if (runs_hook(command_of(doc, agent, handlers->children[i]), agent.name))
        mine.push_back({entry, handlers, i});
    }
  }
  return mine;
}

std::vector<std::string> event_names(const JsonText& doc) {
  std::vector<std::string> names;
  if (const JsonNode* hooks = hooks_of(doc)) {
    for (const JsonNode& child : hooks->children) {
      if (child.is(Kind::array)) names.push_back(child.key);
    }
  }
  return names;
}

bool is_planned(const Agent& agent, std::string_view event) {
  return std::any_of(agent.events.begin(), agent.events.end(),
                     [&](const HookEvent& e) { return e.name == event; });
}

constexpr int kLongestSeconds = 60;

/// Less than a second, or more than a minute, is most likely a mistake of the unit. Codex drops a whole file
/// over a fraction.
bool is_sane_timeout(const Agent& agent, const JsonNode* timeout) {
  if (agent.shape.timeout_key.empty()) return true;
  if (timeout == nullptr || !timeout->is(Kind::number)) return false;
  const double seconds = std::strtod(timeout->text.c_str(), nullptr) / agent.shape.second;
  const bool whole = timeout->text.find_first_not_of("0123456789") == std::string::npos;
  return whole && seconds >= 1 && seconds <= kLongestSeconds;
}

/// Takes out all entries of ours at `event` but the first `keep`.
void drop_mine(JsonText& doc, const Agent& agent, std::string_view event, std::size_t keep) {
  for (auto mine = mine_in(doc, agent, event); mine.size() > keep; mine = mine_in(doc, agent, event)) {
    const std::size_t entry = mine.back().entry;
    doc.remove(*mine.back().handlers, mine.back().index);
    if (!agent.shape.grouped) continue;
    const JsonNode* list = list_of(doc, event);
    if (doc.is_bare(*doc.find(list->children[entry], "hooks"))) doc.remove(*list, entry);
  }
}

/// Index of a container's member; the member is there.
std::size_t index_of(const JsonNode& object, std::string_view key) {
  const auto at = std::find_if(object.children.begin(), object.children.end(),
                               [&](const JsonNode& child) { return child.key == key; });
  return static_cast<std::size_t>(at - object.children.begin());
}

void set_timeout(JsonText& doc, const Agent& agent, const HookEvent& event) {
  const JsonNode& handler = mine_in(doc, agent, event.name).front().handler();
  const JsonNode* timeout = doc.find(handler, agent.shape.timeout_key);
  if (is_sane_timeout(agent, timeout)) return;
  const std::string wanted = std::to_string(event.timeout);
  if (timeout != nullptr) return doc.replace(*timeout, wanted);
  doc.append(handler, agent.shape.timeout_key, wanted);
}

/// Brings our entry at `event` up to date, where it stands.
void refresh(JsonText& doc, const Agent& agent, const HookEvent& event, const std::string& command) {
  const JsonNode& handler = mine_in(doc, agent, event.name).front().handler();
  if (doc.find(handler, "args") != nullptr)
    return doc.replace(handler, handler_json(agent, event, command).dump());
  const JsonNode& old = *doc.find(handler, agent.shape.command_key);
  const std::string wanted = updated_command(old.text, command);
  if (old.text != wanted) doc.replace(old, nlohmann::json(wanted).dump());
  set_timeout(doc, agent, event);
}

void ensure(JsonText& doc, const Agent& agent, const HookEvent& event, const std::string& command) {
  drop_mine(doc, agent, event.name, 1);
  if (!mine_in(doc, agent, event.name).empty()) return refresh(doc, agent, event, command);
  const std::string entry = entry_text(agent, event, command);
  if (const JsonNode* list = list_of(doc, event.name)) return doc.append(*list, entry);
  doc.append(*hooks_of(doc), event.name, "[" + entry + "]");
}

/// Takes the member `key` out of `object` if it is an empty container that `before` does not know.
void drop_bare(JsonText& doc, const JsonNode& object, std::string_view key, const JsonNode* before) {
  const JsonNode* member = doc.find(object, key);
  if (member != nullptr && doc.is_bare(*member) && before == nullptr)
    doc.remove(object, index_of(object, key));
}

/// "version" goes with galdr where it came with it, unless hooks of others need it now.
void drop_version(JsonText& doc, const JsonText& before) {
  const bool was_there = before.root() != nullptr && before.find(*before.root(), kVersion) != nullptr;
  if (doc.root() == nullptr || was_there || hooks_of(doc) != nullptr) return;
  if (doc.find(*doc.root(), kVersion) != nullptr) doc.remove(*doc.root(), index_of(*doc.root(), kVersion));
}

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

std::string difference_at(const JsonText& doc, const Agent& agent, const HookEvent& event,
                          const std::string& command) {
  const auto mine = mine_in(doc, agent, event.name);
  if (mine.empty()) return "has no entry";
  if (mine.size() > 1) return "has " + std::to_string(mine.size()) + " entries";
  const JsonNode& handler = mine.front().handler();
  const std::string runs = command_of(doc, agent, handler);
  if (runs != updated_command(runs, command)) return "runs " + nlohmann::json(runs).dump() + " instead";
  if (doc.find(handler, "args") != nullptr) return "runs without a shell, so without the fallback";
  const JsonNode* timeout = doc.find(handler, agent.shape.timeout_key);
  if (is_sane_timeout(agent, timeout)) return "";
  const std::string found = timeout == nullptr ? "is missing" : "is " + timeout->text;
  return "its timeout " + found + ", and should be from " + std::to_string(agent.shape.second) + " to " +
         std::to_string(kLongestSeconds * agent.shape.second);
}

/// Says which switch keeps all hooks from running; "" if none does.
std::string switched_off(const JsonText& doc, const OffSwitch& off) {
  const JsonNode* object = off.object.empty() ? doc.root() : doc.find(*doc.root(), off.object);
  const JsonNode* member = object == nullptr ? nullptr : doc.find(*object, off.key);
  if (member == nullptr || member->text != off.value) return "";
  const std::string path = (off.object.empty() ? "" : std::string(off.object) + ".") + std::string(off.key);
  return path + " is " + std::string(off.value) + ", so no hook runs";
}

HookEntry entry_at(const JsonText& doc, const Agent& agent, const std::string& event, const Mine& mine) {
  const JsonNode& handler = mine.handler();
  HookEntry entry{event, mine.entry, agent.shape.grouped ? mine.index : 0, command_of(doc, agent, handler)};
  const JsonNode* timeout = doc.find(handler, agent.shape.timeout_key);
  if (timeout != nullptr && timeout->is(Kind::number)) entry.timeout = std::atoi(timeout->text.c_str());
  const JsonNode& group = list_of(doc, event)->children[mine.entry];
  const JsonNode* matcher = agent.shape.grouped ? doc.find(group, "matcher") : nullptr;
  if (matcher != nullptr) entry.matcher = matcher->text;
  const auto known = [&](const JsonNode& member) {
    return member.key == "type" || member.key == agent.shape.command_key ||
           member.key == agent.shape.timeout_key;
  };
  entry.plain = std::all_of(handler.children.begin(), handler.children.end(), known);
  return entry;
}

}  // namespace

std::string with_hooks(const Agent& agent, const Content& content, const std::string& program) {
  if (agent.plugin != nullptr) return with_plugin(agent, content, program);
  JsonText doc(content.value_or(""));
  if (doc.root() == nullptr) doc.set_root("{}");
  static_cast<void>(hooks_of(doc));
  if (agent.shape.versioned && doc.find(*doc.root(), kVersion) == nullptr)
    doc.append(*doc.root(), kVersion, "1");
  if (hooks_of(doc) == nullptr) doc.append(*doc.root(), "hooks", "{}");
  for (const std::string& name : event_names(doc)) {
    if (!is_planned(agent, name)) drop_mine(doc, agent, name, 0);
  }
  for (const HookEvent& event : agent.events)
    ensure(doc, agent, event, command_for(agent, event.name, program));
  return doc.text();
}

Content without_hooks(const Agent& agent, const std::string& current, const Content& original) {
  if (agent.plugin != nullptr) return without_plugin(original);
  JsonText doc(current);
  const JsonText before(original.value_or(""));
  for (const std::string& name : event_names(doc)) {
    if (mine_in(doc, agent, name).empty()) continue;
    drop_mine(doc, agent, name, 0);
    drop_bare(doc, *hooks_of(doc), name, list_of(before, name));
  }
  if (hooks_of(doc) != nullptr) drop_bare(doc, *doc.root(), "hooks", hooks_of(before));
  if (agent.shape.versioned) drop_version(doc, before);
  if (before.root() == nullptr && doc.root() != nullptr && doc.is_bare(*doc.root())) doc.remove_root();
  return doc.root() == nullptr && is_blank(doc.text()) ? original : doc.text();
}

bool has_hooks(const Agent& agent, const Content& content) {
  if (agent.plugin != nullptr) return is_plugin(agent, content);
  const JsonText doc(content.value_or(""));
  const auto names = event_names(doc);
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return !mine_in(doc, agent, name).empty(); });
}

std::vector<std::string> differences(const Agent& agent, const Content& content, const std::string& program) {
  if (agent.plugin != nullptr) return plugin_differences(agent, content, program);
  const JsonText doc(content.value_or(""));
  std::vector<std::string> out;
  for (const HookEvent& event : agent.events) {
    const std::string difference = difference_at(doc, agent, event, command_for(agent, event.name, program));
    if (!difference.empty()) out.push_back(std::string(event.name) + " " + difference);
  }
  for (const std::string& name : event_names(doc)) {
    if (!is_planned(agent, name) && !mine_in(doc, agent, name).empty())
      out.push_back(name + " should have no entry");
  }
  if (doc.root() == nullptr) return out;
  if (agent.shape.versioned && doc.find(*doc.root(), kVersion) == nullptr)
    out.push_back("\"version\": 1 is missing");
  if (const std::string off = switched_off(doc, agent.shape.off_switch); !off.empty()) out.push_back(off);
  return out;
}

std::vector<HookEntry> hook_entries(const Agent& agent, const Content& content) {
  std::vector<HookEntry> out;
  if (agent.plugin != nullptr) return out;
  const JsonText doc(content.value_or(""));
  for (const std::string& event : event_names(doc)) {
    for (const Mine& mine : mine_in(doc, agent, event)) out.push_back(entry_at(doc, agent, event, mine));
  }
  return out;
}

}  // namespace galdr::drain::setup
