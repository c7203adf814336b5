#include "core/event/transcript.hpp"

#include <algorithm>

#include "core/base/hash.hpp"
#include "core/base/paths.hpp"
#include "core/event/adapters.hpp"
#include "core/event/transcripts.hpp"

namespace galdr::event {
namespace {

constexpr const Transcript* kTranscripts[] = {
    &kClaudeTranscript, &kCodexTranscript, &kGeminiTranscript, &kCopilotTranscript, &kOpencodeTranscript,
};
constexpr std::size_t kHead = 512;  ///< bytes by which a line is chosen

const Transcript* transcript_form(std::string_view agent) {
  for (const Transcript* form : kTranscripts) {
    if (form->agent == agent) return form;
  }
  return nullptr;
}

/// FNV's own low bits are too alike to be added up.
std::uint64_t mixed(std::uint64_t hash) {
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9u;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBu;
  return hash ^ (hash >> 31);
}

}  // namespace

Told read_transcript(std::string_view agent, const TranscriptText& transcript, const Redactor& redact,
                     const Keep& keep) {
  const Transcript* form = transcript_form(agent);
  Kept kept;
  return form != nullptr ? form->read(transcript, keeping(redact, keep, kept)) : Told{};
}

void LineReader::read_line(std::string_view text, bool is_whole) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == text.npos) return;
  const bool is_object = text[first] == '{';
  if (is_object && !wants(text.substr(first, kHead))) return;
  const JsonText json = is_object ? rewrite_json(text) : JsonText{{}, JsonEnd::malformed};
  if (json.end == JsonEnd::whole && json.depth <= kMaxDepth) return read(Members(json.text));
  telling_.skipped += is_whole && !telling_.quiet ? 1 : 0;
}

Told LineReader::read_all(const TranscriptText& transcript) {
  const std::string_view text = transcript.text;
  std::size_t readable = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = std::min(text.find('\n', at), text.size());
    const bool is_whole = newline < text.size();
    telling_.at = at;
    telling_.quiet = is_whole && newline < transcript.from;
    read_line(text.substr(at, newline - at), is_whole);
    at = is_whole ? newline + 1 : newline;
    if (is_whole) readable = at;
  }
  return std::move(telling_).finish(readable);
}

Told LineReader::read_document(const TranscriptText& transcript) {
  const std::string_view text = transcript.text;
  if (transcript.from >= text.size()) return std::move(telling_).finish(text.size());
  const JsonText json = rewrite_json(text.substr(std::min(text.find('{'), text.size())));
  const bool is_whole = json.end == JsonEnd::whole && json.depth <= kMaxDepth;
  if (is_whole) read(Members(json.text));
  telling_.skipped = is_whole ? 0 : 1;
  return std::move(telling_).finish(is_whole ? text.size() : 0);
}

std::string named_path(const std::vector<JsonField>& extra) {
  for (const char* name : {"transcript_path", "transcriptPath"}) {
    if (auto path = json_string(json_member(extra, name)); path && !path->empty()) return *path;
  }
  return {};
}

std::string transcript_of(const Event& source) {
  const Transcript* form = transcript_form(source.agent);
  return form != nullptr ? form->path(source, json_fields(source.extra)) : std::string();
}

std::string subagents_folder(std::string_view agent, std::string_view path, std::string_view session_id) {
  const Transcript* form = transcript_form(agent);
  return form != nullptr && !path.empty() ? form->subagents(path, session_id) : std::string();
}

bool is_transcript(std::string_view agent, std::string_view relative) {
  const Transcript* form = transcript_form(agent);
  return form != nullptr && form->is_one(relative);
}

std::optional<std::string> transcript_folder(std::string_view agent) {
  const Transcript* form = transcript_form(agent);
  if (form == nullptr || form->folder.empty()) return std::nullopt;
  auto folder = form->home_variable != nullptr ? env(form->home_variable) : std::nullopt;
  if (!folder && (folder = env("HOME"))) folder->append("/").append(form->home);
  if (folder) folder->append("/").append(form->folder);
  return folder;
}

std::uint64_t input_key(std::string_view tool, std::string_view input_json) {
  const std::uint64_t name = fnv1a64({"", 1}, fnv1a64(tool));
  if (!input_json.starts_with('{')) return mixed(fnv1a64(input_json, name));
  std::uint64_t key = mixed(name);
  for (const JsonField& field : json_fields(input_json))
    key += mixed(fnv1a64(field.value, fnv1a64({"", 1}, fnv1a64(field.key, name))));
  return key;
}

}  // namespace galdr::event
