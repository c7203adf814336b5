/// A root of its own for what must leave no trace in the user's.
#pragma once
#include <string_view>

#include "core/base/paths.hpp"

namespace galdr::drain {

/// A private folder below TMPDIR that is gone afterwards. Not movable.
class TemporaryRoot {
 public:
  /// "galdr-<purpose>-XXXXXX". Throws Error{io}.
  explicit TemporaryRoot(std::string_view purpose);
  ~TemporaryRoot();
  TemporaryRoot(const TemporaryRoot&) = delete;
  TemporaryRoot& operator=(const TemporaryRoot&) = delete;
  const Root& root() const { return root_; }

 private:
  Root root_;
};

}  // namespace galdr::drain
