/// What tests share: temporary folders, child processes, fixture files.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace galdr::test {

/// A fresh private folder, removed with all that is in it. Move-only.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

struct Outcome {
  int status = 0;  ///< exit status, or 128 + signal
  std::string out, err;
};

struct RunOptions {
  std::string stdin_bytes{};                 ///< fed through a pipe, then closed
  std::map<std::string, std::string> env{};  ///< added to (or over) this process's own
  std::string cwd{};                         ///< empty: this process's own
  int timeout_s = 60;                        ///< then SIGKILL
};

/// Runs `argv` without a shell and waits for it. Reads and writes all three streams at once: no deadlock on size.
Outcome run(const std::vector<std::string>& argv, const RunOptions& options = {});

/// The bytes of tests/data/`name`; fails the test if it is not there.
std::string data(const std::string& name);
/// Absolute path of tests/data/`name`.
std::string data_path(const std::string& name);
/// Whole file as bytes; "" if there is none.
std::string slurp(const std::string& path);
void spit(const std::string& path, const std::string& bytes);
/// `text` split at '\n'; no empty last piece.
std::vector<std::string> lines(const std::string& text);
/// Every regular file below `dir`, sorted, as paths relative to it.
std::vector<std::string> files_below(const std::string& dir);

/// Paths of the built programs under test.
std::string galdr_program();       ///< galdr with fault points compiled in
std::string galdr_hook_program();

}  // namespace galdr::test
