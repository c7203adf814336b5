// Lines of span files and recordings' files, as they are after a power cut, an editor or a stranger.
#include "core/event/event.hpp"
#include "core/store/recordings.hpp"
#include "core/store/span_log.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace galdr;
using namespace galdr::fuzz;

namespace {

void check_line(std::string_view line) {
  const auto event = event::from_line(line);
  if (!event) return;
  const std::string written = event::to_line(*event);
  require(written.find('\n') == written.npos, "a line is one line");
  const auto back = event::from_line(written);
  require(back.has_value(), "a line that was written can be read");
  require(event::to_line(*back) == written, "and is written the same again");
  event::to_public_line(*event);
}

void check_file(std::string_view text) {
  const store::SpanLog log(folder());
  file_with("span.jsonl", text);
  std::int64_t next = 0;
  const auto end = log.read("span.jsonl", 0, [&](std::string_view line, std::int64_t offset) {
    require(offset == next, "lines follow one another");
    require(text.substr(static_cast<std::size_t>(offset), line.size()) == line, "a line is where it is told");
    next = offset + static_cast<std::int64_t>(line.size()) + 1;
    check_line(line);
  });
  require(end == next, "the end is that of the last whole line");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(data, size);
  check_line(text);
  check_file(text);
  if (const auto recording = store::recording_from(std::string(text))) {
    const auto written = store::to_json(*recording);
    const auto back = store::recording_from(written);
    require(back && store::to_json(*back) == written, "a recording that was written can be read");
  }
  return 0;
}
