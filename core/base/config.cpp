#include "core/base/config.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/files.hpp"

namespace galdr {
namespace {

using Json = nlohmann::json;
using enum SettingType;

constexpr Setting kSettings[] = {
    {"capture.mode", choice, "\"always\"", "always|recording|off", "what the hook records"},
    {"capture.durability", choice, "\"process\"", "process|power", "what an acknowledged event survives"},
    {"capture.max_bytes", integer, "16777216", "", "a payload is kept up to there"},
    {"capture.deny_tools", list, "[]", "", "tools whose calls are dropped"},
    {"capture.deny_paths", list, "[]", "", "paths whose calls are dropped"},
    {"capture.max_string_bytes", integer, "65536", "",
     "a longer string keeps its head and tail; at least 8192"},
    {"capture.images", boolean, "false", "", "images are kept, not only their size and hash"},
    {"capture.silent_after_s", integer, "3600", "",
     "a session that is silent for so long has ended; 0: never"},
    {"daemon.tick_ms", integer, "5000", "", "the slow poll behind the file watch"},
    {"daemon.batch_rows", integer, "4000", "", "most events claimed at once"},
    {"daemon.batch_bytes", integer, "8388608", "", "most payload bytes claimed at once"},
    {"daemon.stuck_after_s", integer, "30", "", "waiting work without progress for so long is stuck"},
    {"daemon.autostart", boolean, "false", "", "commands start the daemon when it is not running"},
    {"distill.auto", choice, "\"draft\"", "off|draft|install", "what happens when a recording ends"},
    {"sync.remote", text, "\"\"", "", "s3://bucket/prefix, git+URL or file:///folder"},
    {"sync.endpoint", text, "\"\"", "", "an S3-compatible server"},
    {"sync.region", text, "\"\"", "", "its region"},
    {"sync.every_s", integer, "0", "", "how often the daemon syncs; 0: never"},
    {"sync.insecure", boolean, "false", "", "plain http to a host that is not this machine"},
    {"export.otlp.endpoint", text, "\"\"", "", "an OpenTelemetry collector"},
    {"export.otlp.content", boolean, "false", "", "inputs and outputs are exported too"},
    {"retention.max_age_days", integer, "0", "", "older sessions are removed by gc; 0: none"},
    {"retention.max_bytes", integer, "0", "", "oldest sessions beyond it are removed by gc; 0: none"},
};

const Setting* find_setting(std::string_view key) {
  const auto* found = std::find_if(std::begin(kSettings), std::end(kSettings),
                                   [&](const Setting& s) { return s.key == key; });
  return found == std::end(kSettings) ? nullptr : found;
}

const Setting& setting_of(std::string_view key) {
  if (const auto* setting = find_setting(key)) return *setting;
  throw Error(ErrorCode::not_found,
              "there is no setting " + std::string(key) + "; `galdr config` lists them");
}

bool is_choice(const Setting& setting, const std::string& value) {
  const std::string all = "|" + std::string(setting.choices) + "|";
  return all.find("|" + value + "|") != std::string::npos;
}

bool is_count(const Json& value) {
  constexpr std::int64_t kMost = 1'000'000'000'000;  // as seconds, still a time that fits
  return value.is_number_integer() && value >= 0 && value <= kMost;
}

/// What `value` should have been; empty if it is right.
std::string mismatch(const Setting& setting, const Json& value) {
  switch (setting.type) {
    case text:
      return value.is_string() ? "" : "a string";
    case integer:
      return is_count(value) ? "" : "a whole number from 0 to 10^12";
    case boolean:
      return value.is_boolean() ? "" : "true or false";
    case choice:
      return value.is_string() && is_choice(setting, value.get<std::string>())
                 ? ""
                 : "one of " + std::string(setting.choices);
    case list: {
      const auto is_text = [](const Json& item) { return item.is_string(); };
      return value.is_array() && std::all_of(value.begin(), value.end(), is_text) ? "" : "a list of strings";
    }
  }
  return "";
}

/// Free-form settings that no table can list: services.NAME.command and the like.
bool is_free(const std::string& key) { return key.rfind("services.", 0) == 0; }

void flatten(const Json& node, const std::string& prefix, std::map<std::string, Json>& out) {
  for (const auto& [name, value] : node.items()) {
    const std::string key = prefix.empty() ? name : prefix + "." + name;
    if (value.is_object() && !value.empty() && find_setting(key) == nullptr) {
      flatten(value, key, out);
    } else {
      out[key] = value;
    }
  }
}

Json parse_document(const std::string& document, const std::string& name) {
  if (document.find_first_not_of(" \t\r\n") == std::string::npos) return Json::object();
  try {
    Json parsed = Json::parse(document, nullptr, true, true);
    if (parsed.is_object()) return parsed;
  } catch (const Json::parse_error& error) {
    const auto end = document.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, document.size()));
    throw Error(ErrorCode::invalid, name + ", line " +
                                        std::to_string(1 + std::count(document.begin(), end, '\n')) +
                                        ": this is not JSON; mend it or move the file away");
  } catch (const Json::out_of_range&) {
    throw Error(ErrorCode::invalid, name + ": a number is too large");
  }
  throw Error(ErrorCode::invalid, name + ": an object {…} is expected");
}

/// A list as people type it: a,b
Json words_of(const std::string& value) {
  Json words = Json::array();
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find(',', at), value.size());
    if (end > at) words.push_back(value.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string dumped(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::span<const Setting> settings() { return kSettings; }

Config Config::load(const std::string& path) {
  Config config;
  const auto document = read_file(path, 1 << 20);
  if (!document) return config;
  std::map<std::string, Json> found;
  flatten(parse_document(*document, path), "", found);
  for (const auto& [key, value] : found) {
    const auto* setting = find_setting(key);
    if (setting == nullptr && !is_free(key))
      config.problems_.push_back(path + ": there is no setting " + key);
    if (setting == nullptr) continue;
    const std::string wrong = mismatch(*setting, value);
    if (!wrong.empty()) config.problems_.push_back(path + ": " + key + " must be " + wrong);
    if (wrong.empty()) config.values_[key] = dumped(value);
  }
  return config;
}

std::string Config::json(std::string_view key) const {
  const auto& setting = setting_of(key);
  const auto found = values_.find(key);
  return found != values_.end() ? found->second : std::string(setting.fallback);
}

std::string Config::text(std::string_view key) const { return Json::parse(json(key)).get<std::string>(); }
std::int64_t Config::integer(std::string_view key) const {
  return Json::parse(json(key)).get<std::int64_t>();
}
bool Config::boolean(std::string_view key) const { return Json::parse(json(key)).get<bool>(); }
std::vector<std::string> Config::list(std::string_view key) const {
  return Json::parse(json(key)).get<std::vector<std::string>>();
}
bool Config::is_set(std::string_view key) const { return values_.find(key) != values_.end(); }

std::string Config::checked(std::string_view key, const std::string& value) {
  const auto& setting = setting_of(key);
  const bool is_word = setting.type == SettingType::text || setting.type == choice;
  Json parsed = is_word ? Json(value) : Json::parse(value, nullptr, false);
  if (setting.type == SettingType::list && parsed.is_discarded() && !value.starts_with('['))
    parsed = words_of(value);
  const std::string wrong = parsed.is_discarded() ? mismatch(setting, Json()) : mismatch(setting, parsed);
  if (!wrong.empty())
    throw Error(ErrorCode::usage, std::string(key) + " must be " + wrong + ", not " + value);
  return dumped(parsed);
}

}  // namespace galdr
