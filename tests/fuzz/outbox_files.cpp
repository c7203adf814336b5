// What hook and drain hand over in files: hook.flags, the envelope, spill files.
#include "core/base/files.hpp"
#include "core/outbox/flags.hpp"
#include "core/outbox/spill.hpp"
#include "core/outbox/spill_files.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace galdr;
using namespace galdr::fuzz;

namespace {

constexpr char kId[] = "01JD0000000000000000000000";

void check_flags(std::string_view text) {
  const auto flags = outbox::parse_flags(text);
  require(outbox::parse_flags(outbox::to_text(flags).view()) == flags, "flags that were written are read");
  require(flags.max_bytes > 0, "a cap of nothing would lose events");
}

void check_envelope(std::string_view text) {
  outbox::Row row;
  if (!outbox::open_envelope(text, row)) return;
  outbox::Row again;
  require(outbox::open_envelope(outbox::envelope_of(row), again), "an envelope that was written is read");
  require(again.agent == row.agent && again.env == row.env && again.ts == row.ts && again.bytes == row.bytes,
          "and says the same");
}

/// A spill file comes back as it was written, and a byte that changed on the disk is noticed.
void check_spill(std::string_view payload) {
  const outbox::Record record{kId,
                              "claude-code",
                              "",
                              1'763'688'291'000'000'000,
                              5'000,
                              "A=b\n",
                              payload.size() % 2 == 1,
                              static_cast<std::int64_t>(payload.size()),
                              payload};
  require(outbox::write_spill(folder().c_str(), record, outbox::Durability::process),
          "a spill can be written");
  const std::string path = folder() + "/" + kId;
  const auto row = outbox::read_spill(path);
  require(row && row->payload == payload && row->event_id == kId && row->env == "A=b\n",
          "a spill is read back");
  std::string bytes = read_file(path).value_or("");
  char& changed = bytes.at((payload.size() * 7919) % bytes.size());
  changed = static_cast<char>(changed ^ 1);
  require(!outbox::read_spill(file_with("spill", bytes)), "a changed byte is noticed");
}

void check_spill_file(std::string_view bytes) {
  const auto row = outbox::read_spill(file_with("spill", bytes));
  require(!row || bytes.size() >= row->payload.size(), "a spill file holds its payload");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(data, size);
  check_flags(text);
  check_envelope(text);
  check_spill(text);
  check_spill_file(text);
  return 0;
}
