/// A data home of its own with the real programs around it: what a hook puts in, what a drain makes of it.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {

/// What the checks need of one line of `galdr events --json`.
struct SeenEvent {
  std::string event_id, session_id, ts, kind, source_event, extra;  ///< extra: JSON text
  std::int64_t seq = 0;
};

/// One line of a fixture, ready for a hook's stdin.
struct Payload {
  std::string session_id, text;
};

class World {
 public:
  World();
  const Root& root() const { return root_; }

  /// galdr-hook with this on its stdin, in this world.
  Outcome hook(const std::string& payload, const std::map<std::string, std::string>& env = {}) const;
  /// Either program, by a shell that first sets limits, such as "ulimit -n 4".
  Outcome limited(const std::string& limits, const std::vector<std::string>& argv,
                  const std::string& stdin_bytes = "") const;
  /// Each payload through a hook, `at_once` of them at a time. Returns how many failed or said something.
  int hooks(const std::vector<Payload>& payloads, int at_once = 4) const;
  /// galdr with its fault points; `fault` as in GALDR_FAULT.
  Outcome galdr(const std::vector<std::string>& args, const std::string& fault = "") const;
  /// The same, begun and not waited for.
  pid_t begin(const std::vector<std::string>& args, const std::string& fault = "") const;

  /// What `galdr events --json --all` prints, in its order.
  std::vector<SeenEvent> events() const;
  /// Event ids of the rows in outbox.db, in order.
  std::vector<std::string> waiting() const;
  std::vector<std::string> dead() const;
  std::int64_t claims() const;
  std::vector<std::string> spills() const;
  /// How many events doctor says were lost.
  std::int64_t lost() const;
  /// Runs a query against catalog.db; a row a line, columns quoted as SQL and joined by '|'.
  std::string catalog(const std::string& query) const;
  /// All rows of session, event and call.
  std::string catalog_rows() const;

 private:
  std::map<std::string, std::string> environment(const std::string& fault) const;
  TempDir dir_;
  Root root_;
};

/// The payloads of tests/data/claude-code/`name`.jsonl, their session ids replaced by `session` where it is
/// given. `n` numbers them: a field galdr_test_n that stays in `extra`, counted up.
std::vector<Payload> payloads(const std::string& name, const std::string& session, std::int64_t& n);

/// A field of a JSON object: a whole number, a text.
std::int64_t number_in(const std::string& json, const std::string& key);
std::string text_in(const std::string& json, const std::string& key);
/// What a JSON pointer like "/hook/lost" finds, as text; a string without its quotes, "" if there is nothing.
std::string text_at(const std::string& json, const std::string& pointer);

/// What is wrong with the order or the numbering of these events; "" if nothing is: ids and (session, seq)
/// unique, seq of a session from 1 without a gap, all ordered by (ts, seq).
std::string fault_in_order(const std::vector<SeenEvent>& events);
/// Which of the numbers 0..count-1 of payloads() are missing or there twice; "" if none is.
std::string fault_in_numbers(const std::vector<SeenEvent>& events, std::int64_t count);

}  // namespace galdr::test
