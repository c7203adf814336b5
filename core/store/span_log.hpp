/// The span files: spans/YYYY/MM/<name>.jsonl, one a session, in the month of its first line. Append-only;
/// the truth.
///
/// A line is an event (event::to_line) and its newline. Bytes after the last newline are a torn write and are
/// cut by the next writer. Writers hold drain.lock.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"

namespace galdr::store {

/// The file's name: a safe lower-case prefix of agent and session id, and a hash of both. Never a path.
std::string span_file_name(std::string_view agent, std::string_view session_id);

struct SpanFile {
  std::string file;  ///< below spans/: "2026/11/name.jsonl"
  std::int64_t bytes = 0;
};

class SpanLog {
 public:
  explicit SpanLog(std::string dir) : dir_(std::move(dir)) {}

  /// The session's file: the one that is there, whatever its month, else a new one's in the month of `ts`.
  std::string locate(std::string_view agent, std::string_view session_id, Nanos ts) const;
  /// All span files, by name.
  std::vector<SpanFile> files() const;
  std::int64_t size(const std::string& file) const;
  /// Calls `use(line, offset)` with each whole line from `from` on; returns where the last one ends. Throws
  /// Error{io}.
  std::int64_t read(const std::string& file, std::int64_t from,
                    const std::function<void(std::string_view line, std::int64_t offset)>& use) const;
  /// The `length` bytes at `offset`; shorter if the file is. Throws Error{io}.
  std::string read_at(const std::string& file, std::int64_t offset, std::int64_t length) const;
  /// Cuts a torn tail. Throws Error{io}.
  void cut(const std::string& file, std::int64_t bytes) const;
  std::string path(const std::string& file) const { return dir_ + "/" + file; }
  const std::string& dir() const { return dir_; }

 private:
  std::string dir_;
};

/// Lines that are written together: all of them, synced, or none. Lives within one batch of the drain. What a
/// file gets may reach it before write(), so that a batch needs little memory; without write() it is cut off.
class SpanBatch {
 public:
  explicit SpanBatch(const SpanLog& log) : log_(log) {}
  ~SpanBatch() { undo(); }
  SpanBatch(const SpanBatch&) = delete;
  SpanBatch& operator=(const SpanBatch&) = delete;
  /// Queues a line for a file that ends at `end_of_file` now, queued lines left out. Returns the line's
  /// offset. Throws Error{io}.
  std::int64_t add(const std::string& file, std::int64_t end_of_file, std::string_view line);
  std::int64_t bytes() const { return bytes_; }
  /// Appends, and syncs each file and each new name. On failure cuts every file back and throws Error{io}.
  void write();

 private:
  struct Pending {
    std::int64_t end_of_file = 0;  ///< before the batch
    std::int64_t bytes = 0;        ///< of all its lines
    std::string lines;             ///< those that are not in the file yet
    bool begun = false;            ///< may have bytes in its file by now
  };
  using Files = std::map<std::string, Pending>;
  Files::iterator write_some(Files::iterator from);
  Fd append(const std::string& file, Pending& pending);
  void undo() noexcept;
  const SpanLog& log_;
  Files pending_;
  std::set<std::string> new_in_;  ///< folders that got a new name, to be synced
  std::int64_t bytes_ = 0;
};

}  // namespace galdr::store
