/// Commands as a machine reads them: what is put together from pieces is told as what it becomes. Pure.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::gate {

/// Reads a file line by line, and keeps what its variables stand for. Linear; lines over 4 KiB are let be.
class Unmasker {
 public:
  /// The other readings of a line: escapes, empty quotes, variables and joined texts resolved. None, mostly.
  std::vector<std::string> readings(std::string_view line);

 private:
  void learn(std::string_view line);
  std::string filled(std::string_view line) const;

  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace galdr::gate
