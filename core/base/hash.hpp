/// FNV-1a, 64 bits (RFC 9923): checksums and derived ids. No defence against an adversary; base/digest is.
#pragma once
#include <cstdint>
#include <string_view>

namespace galdr {

constexpr std::uint64_t kFnvBasis = 0xcbf29ce484222325u;

/// The hash of `bytes`, going on from `state`. Usable in a signal handler.
std::uint64_t fnv1a64(std::string_view bytes, std::uint64_t state = kFnvBasis);

}  // namespace galdr
