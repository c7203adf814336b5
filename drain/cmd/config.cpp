#include "core/base/config.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/hook_flags.hpp"
#include "drain/setup/json_edit.hpp"

namespace galdr::drain::cmd {
namespace {

Config load(const App& app) {
  Config config = Config::load(app.root.config());
  for (const auto& problem : config.problems()) warn(problem);
  return config;
}

/// {"b":{"c":value}} for the rest "b.c" of a key; `value` itself for an empty rest.
std::string nested(std::string_view rest, const std::string& value) {
  if (rest.empty()) return value;
  const auto dot = std::min(rest.find('.'), rest.size());
  const auto below = rest.substr(std::min(dot + 1, rest.size()));
  return "{\"" + std::string(rest.substr(0, dot)) + "\": " + nested(below, value) + "}";
}

/// The text of a config.json with `key` set, every other byte of it as it was.
std::string with_setting(const std::string& document, std::string_view key, const std::string& value) {
  setup::JsonText text(document);
  if (text.root() == nullptr) {
    text.set_root(nested(key, value));
    return text.text();
  }
  const setup::JsonNode* node = text.root();
  for (std::string_view rest = key;;) {
    if (!node->is(setup::JsonNode::Kind::object))
      throw Error(ErrorCode::invalid, "an object is expected at " + text.where(node->begin));
    const auto dot = std::min(rest.find('.'), rest.size());
    const auto name = rest.substr(0, dot);
    rest = rest.substr(std::min(dot + 1, rest.size()));
    const setup::JsonNode* child = text.find(*node, name);
    if (child == nullptr) text.append(*node, name, nested(rest, value));
    if (child != nullptr && rest.empty()) text.replace(*child, value);
    if (child == nullptr || rest.empty()) return text.text();
    node = child;
  }
}

std::string as_text(const std::string& json) {
  const auto value = Json::parse(json);
  return value.is_string() ? value.get<std::string>() : json;
}

}  // namespace

int config_list(const App& app) {
  const Config config = load(app);
  Json object = Json::object();
  std::vector<std::vector<std::string>> table;
  for (const auto& setting : settings()) {
    object[std::string(setting.key)] = Json::parse(config.json(setting.key));
    table.push_back({std::string(setting.key), printable(as_text(config.json(setting.key))),
                     config.is_set(setting.key) ? "set" : "default", std::string(setting.help)});
  }
  app.json ? print_json(object) : print_table(table);
  return config.problems().empty() ? kDone : kFailed;
}

int config_get(const App& app, const std::string& key) {
  const Config config = load(app);
  const std::string value = config.json(key);
  app.json ? print_json({{key, Json::parse(value)}}) : print(printable(as_text(value)) + "\n");
  return kDone;
}

int config_set(const App& app, const std::string& key, const std::string& value) {
  const std::string checked = Config::checked(key, value);
  load(app);  // a file that cannot be read is not edited
  make_private_dirs(app.root.dir);
  write_file_through_link(app.root.config(),
                          with_setting(read_file(app.root.config()).value_or(""), key, checked));
  Writing writing(app);
  write_hook_flags(app.root, writing.catalog());
  return kDone;
}

int config_path(const App& app) {
  app.json ? print_json({{"path", app.root.config()}}) : print(app.root.config() + "\n");
  return kDone;
}

}  // namespace galdr::drain::cmd
