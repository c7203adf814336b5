/// What the hook needs of files: nothing here allocates or throws. Errors are left in errno.
#pragma once
#include <string_view>

namespace galdr {

/// Writes all of `bytes`, through short writes and EINTR. False with errno set if the system refused.
bool write_all(int fd, std::string_view bytes) noexcept;
/// Makes `dir` and its missing parents, 0700. False with errno set; a folder that was there is no error.
bool make_dirs(std::string_view dir) noexcept;

}  // namespace galdr
