/// Settings: config.json, with comments allowed, every key optional, unknown keys and wrong types named.
///
/// Reader: every `galdr` command. Writer: `galdr config set` and the user's editor. Never read by the hook.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace galdr {

enum class SettingType { text, integer, boolean, list, choice };

struct Setting {
  std::string_view key;  ///< "capture.mode": nested objects in the file
  SettingType type;
  std::string_view fallback;  ///< JSON text
  std::string_view choices;   ///< "always|recording|off" for a choice
  std::string_view help;
};

/// All of them, in the order in which they are shown.
std::span<const Setting> settings();

class Config {
 public:
  /// Reads `path`; a file that is missing is all defaults. What is wrong in it goes to problems(), the rest
  /// counts. Throws Error{invalid} if it is no JSON at all, naming the place.
  static Config load(const std::string& path);

  std::string text(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  bool boolean(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;
  /// A setting's value as JSON text. Throws Error{not_found} if there is no such key.
  std::string json(std::string_view key) const;
  bool is_set(std::string_view key) const;
  const std::vector<std::string>& problems() const { return problems_; }

  /// `value` as the user typed it, as JSON text of the key's type. Throws Error{not_found} or Error{usage}.
  static std::string checked(std::string_view key, const std::string& value);

 private:
  std::map<std::string, std::string, std::less<>> values_;  ///< key → JSON text, only what the file sets
  std::vector<std::string> problems_;
};

}  // namespace galdr
