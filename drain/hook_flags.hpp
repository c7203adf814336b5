/// Keeps hook.flags as the settings and the running recordings say.
#pragma once
#include "core/base/paths.hpp"
#include "core/store/catalog.hpp"

namespace galdr::drain {

/// Writes the file, or removes it where all is default: then the hook finds nothing to read. Throws
/// Error{io}.
void write_hook_flags(const Root& root, store::Catalog& catalog);

}  // namespace galdr::drain
