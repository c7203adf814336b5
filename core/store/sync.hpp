/// Many files to the disk at once.
#pragma once
#include <vector>

#include "core/base/files.hpp"

namespace galdr::store {

/// fdatasync of each file. Where there are many, several threads do it, so that they wait for the disk
/// together. 0, or the errno of one that failed.
int sync_all(const std::vector<Fd>& files);

}  // namespace galdr::store
