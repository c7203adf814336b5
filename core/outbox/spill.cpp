#include "core/outbox/spill.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/hash.hpp"
#include "core/base/posix.hpp"
#include "core/outbox/envelope.hpp"

namespace galdr::outbox {
namespace {

using Header = FixedText<256>;

void fill_header(Header& header, const Record& r, const Envelope& envelope) {
  header.add(kSpillMagic)
      .add(r.event_id)
      .add(" ")
      .number(envelope.view().size())
      .add(" ")
      .number(r.payload.size())
      .add(" ");
  header.number(spill_checksum(header.view(), envelope.view(), r.payload), 16).add("\n");
}

int open_new(const char* path) {
  return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

bool fill_file(int fd, const Header& header, const Envelope& envelope, const Record& r,
               Durability durability) {
  const bool written =
      write_all(fd, header.view()) && write_all(fd, envelope.view()) && write_all(fd, r.payload);
  return written && (durability == Durability::process || ::fsync(fd) == 0);
}

bool fsync_dir(const char* dir) {
  const int fd = ::open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = ::fsync(fd) == 0;
  ::close(fd);
  return done;
}

}  // namespace

std::uint64_t spill_checksum(std::string_view header, std::string_view envelope,
                             std::string_view payload) noexcept {
  return fnv1a64(payload, fnv1a64(envelope, fnv1a64(header)));
}

bool write_spill(const char* dir, const Record& record, Durability durability) noexcept {
  PathText temporary, final_name;
  temporary.add(dir).add("/.tmp-").add(record.event_id);
  final_name.add(dir).add("/").add(record.event_id);
  Envelope envelope;
  fill_envelope(envelope, record);
  Header header;
  fill_header(header, record, envelope);
  if (!temporary.good() || !final_name.good() || !envelope.good() || !header.good()) return false;
  int fd = open_new(temporary.c_str());
  if (fd < 0 && errno == ENOENT && (::mkdir(dir, 0700) == 0 || errno == EEXIST))
    fd = open_new(temporary.c_str());
  if (fd < 0) return false;
  const bool whole = fill_file(fd, header, envelope, record, durability);
  ::close(fd);
  if (whole && ::rename(temporary.c_str(), final_name.c_str()) == 0)
    return durability == Durability::process || fsync_dir(dir);
  ::unlink(temporary.c_str());
  return false;
}

}  // namespace galdr::outbox
