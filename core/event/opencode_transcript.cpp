/// What `opencode export <session>` prints, by 1.18.33: one JSON document. opencode's own store is SQLite.
#include <algorithm>
#include <utility>

#include "core/event/opencode.hpp"
#include "core/event/transcripts.hpp"

namespace galdr::event {
namespace {

std::string typed_text(const Members& message) {
  std::string all;
  for (const std::string_view element : json_elements(message.json("parts"))) {
    const Members part(element);
    if (part.text("type") != "text" || part.is_true("synthetic")) continue;
    all.append(all.empty() ? "" : "\n").append(part.text("text"));
  }
  return as_typed(all);
}

CallEnd end_of(const Members& state) {
  CallEnd end;
  const Members time = state.object("time"), metadata = state.object("metadata");
  const auto started = time.integer("start"), ended = time.integer("end");
  if (started && ended && *started >= 0 && *ended >= *started) end.duration_ms = *ended - *started;
  end.output = state.json("output");
  end.exit_code = metadata.integer("exit");
  end.extra = object_of({{"agent_id", metadata.json("sessionId")}});
  end.status = state.text("status") == "completed" ? Status::ok : Status::error;
  if (end.exit_code.value_or(0) != 0) end.status = Status::error;
  if (metadata.json("exit") == "null") end.status = status_without_exit(state.text("output"));
  if (state.text("status") == "completed") return end;
  end.error = json_string(state.json("error"));
  const std::string_view head = end.error ? std::string_view(*end.error).substr(0, 256) : "";
  if (contains(head, "rejected permission") || contains(head, "prevents you from using"))
    end.status = Status::denied;
  if (contains(head, "aborted")) end.status = Status::cancelled;
  return end;
}

class Document : public LineReader {
 public:
  using LineReader::LineReader;

  bool wants(std::string_view) override { return true; }

  void read(const Members& document) override {
    read_info(document.object("info"));
    if (telling_.line.session_id.empty()) return;
    for (const std::string_view message : json_elements(document.json("messages")))
      read_message(Members(message));
  }

 private:
  void read_info(const Members& info) {
    Event& own = telling_.line;
    const std::string parent = info.text("parentID");
    own.session_id = parent.empty() ? info.text("id") : parent;
    if (!parent.empty()) own.parent_agent = info.text("id");
    own.cwd = info.text("directory");
    telling_.stamp(nanos_of_ms(info.object("time").integer("created")), "info");
    Event start = telling_.event(parent.empty() ? Kind::session_start : Kind::subagent_start);
    start.extra = object_of({{"title", info.json("title")}, {"version", info.json("version")}});
    telling_.tell(std::move(start), info.text("id"));
  }

  void read_message(const Members& message) {
    const Members info = message.object("info");
    if (info.text("role") == "user") return read_prompt(message, info);
    const auto created = nanos_of_ms(info.object("time").integer("created"));
    for (const std::string_view part : json_elements(message.json("parts")))
      read_part(created, Members(part));
    if (info.text("finish") != "stop") return;
    telling_.stamp(nanos_of_ms(info.object("time").integer("completed")), "message");
    const bool is_subagent = !telling_.line.parent_agent.empty();
    telling_.tell(telling_.event(is_subagent ? Kind::subagent_end : Kind::turn_end), info.text("id"));
  }

  void read_prompt(const Members& message, const Members& info) {
    telling_.stamp(nanos_of_ms(info.object("time").integer("created")), "message");
    telling_.leave(Status::unknown);
    Event prompt = telling_.event(Kind::prompt);
    prompt.prompt = typed_text(message);
    if (telling_.line.parent_agent.empty() && !prompt.prompt->empty())
      telling_.tell(std::move(prompt), info.text("id"));
  }

  void read_part(std::optional<Nanos> created, const Members& part) {
    const std::string type = part.text("type"), id = part.text("callID");
    telling_.stamp(created, type);
    if (type == "compaction") telling_.tell(telling_.event(Kind::compact), part.text("id"));
    if (type != "tool") return;
    const Members state = part.object("state"), time = state.object("time");
    if (const auto started = nanos_of_ms(time.integer("start"))) telling_.stamp(started, type);
    telling_.begin(id, part.text("tool"), state.json("input"));
    if (!one_of(state.text("status"), {"completed", "error"})) return;
    if (const auto ended = nanos_of_ms(time.integer("end"))) telling_.stamp(ended, type);
    CallEnd end = end_of(state);
    if (part.text("tool") == "invalid") {  // in place of a tool that there is not
      end.status = Status::error;
      end.error = json_string(state.json("output"));
    }
    telling_.end(id, std::move(end));
  }
};

Told read(const TranscriptText& transcript, const Redactor& redact) {
  Telling telling("opencode", transcript, redact);
  return Document(telling).read_document(transcript);
}

std::string path(const Event&, const std::vector<JsonField>&) { return {}; }
std::string subagents(std::string_view, std::string_view) { return {}; }
bool is_one(std::string_view relative) { return relative.ends_with(".json"); }

}  // namespace

constinit const Transcript kOpencodeTranscript = {
    "opencode", nullptr, "", "", read, path, subagents, is_one,
};

}  // namespace galdr::event
