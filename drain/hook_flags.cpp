#include "drain/hook_flags.hpp"

#include <unistd.h>

#include <algorithm>

#include "core/base/config.hpp"
#include "core/outbox/flags.hpp"
#include "core/store/recordings.hpp"

namespace galdr::drain {

void write_hook_flags(const Root& root, store::Catalog& catalog) {
  const Config config = Config::load(root.config());
  const auto all = store::all_recordings(catalog.db());
  const bool recording =
      std::any_of(all.begin(), all.end(), [](const store::Recording& r) { return r.state == "recording"; });
  const std::string mode = config.text("capture.mode");
  outbox::HookFlags flags;
  flags.capture = mode == "always" || (mode == "recording" && recording);
  flags.power = config.text("capture.durability") == "power";
  flags.max_bytes = static_cast<std::size_t>(std::max<std::int64_t>(config.integer("capture.max_bytes"), 1));
  const std::string wanted = flags == outbox::HookFlags{} ? "" : std::string(to_text(flags).view());
  if (read_file(root.hook_flags(), 4096).value_or("") == wanted) return;
  if (wanted.empty()) {
    ::unlink(root.hook_flags().c_str());
  } else {
    write_file_atomic(root.hook_flags(), wanted);
  }
}

}  // namespace galdr::drain
