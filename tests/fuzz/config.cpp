// config.json, as users and their editors leave it, and values as they type them.
#include "core/base/config.hpp"

#include "core/base/error.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace galdr;
using namespace galdr::fuzz;

namespace {

/// Every setting must be readable as its type, whatever the file says.
void read_all(const Config& config) {
  for (const auto& setting : settings()) {
    require(!config.json(setting.key).empty(), "a setting has a value");
    switch (setting.type) {
      case SettingType::text:
      case SettingType::choice:
        config.text(setting.key);
        break;
      case SettingType::integer:
        require(config.integer(setting.key) >= 0, "a number is a count");
        break;
      case SettingType::boolean:
        config.boolean(setting.key);
        break;
      case SettingType::list:
        config.list(setting.key);
        break;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(data, size);
  try {
    read_all(Config::load(file_with("config.json", text)));
  } catch (const Error&) {  // the one way to say no
  }
  const auto known = settings();
  const auto& setting = known[size % known.size()];
  try {
    require(!Config::checked(setting.key, std::string(text)).empty(), "a value that was taken is JSON");
  } catch (const Error&) {
  }
  return 0;
}
