/// The version of this build.
#pragma once

namespace galdr {

constexpr char kVersion[] = GALDR_VERSION;

}  // namespace galdr
