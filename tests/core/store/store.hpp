/// A store in a folder of its own, fed with raw events as a drain does it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/event/normalise.hpp"
#include "core/store/catalog.hpp"
#include "core/store/intake.hpp"
#include "core/store/sql.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {

class Store {
 public:
  Store();
  const Root& root() const { return root_; }
  /// The catalog, healed when it is opened.
  store::Catalog& catalog();
  /// As if the process had ended.
  void close() { catalog_.reset(), rules_.recent = {}; }
  /// How far a batch gets: not even to the span files, or to them only, or through.
  enum class Until { taken, written, committed };
  store::IntakeRules& rules() { return rules_; }
  /// Takes what a transcript tells, in one batch; returns how many lines that made.
  std::int64_t take_told(std::vector<event::Event> told, bool calls_only = true);
  /// Takes the events in one batch; returns how many of them were new.
  int take(const std::vector<event::RawEvent>& batch, Until until = Until::committed);
  /// Path of the session's span file.
  std::string span_path(const std::string& session_id, const std::string& agent = "claude-code");
  /// The lines of that file.
  std::vector<event::Event> span_lines(const std::string& session_id);
  std::vector<event::Event> events(const std::string& session_id, bool superseded = false);
  store::Session session(const std::string& session_id);
  /// All rows of all tables, as text.
  std::string rows();

 private:
  TempDir dir_;
  Root root_;
  std::unique_ptr<store::Catalog> catalog_;
  store::IntakeRules rules_;
};

/// A hook call with this payload; its id and its times are made from `n`, so that the same n is the same
/// event.
event::RawEvent raw(int n, const std::string& payload, const std::string& agent = "claude-code");
/// {"session_id": …, "hook_event_name": …, `rest`}
std::string payload(const std::string& session, const std::string& event, const std::string& rest = "");

}  // namespace galdr::test
