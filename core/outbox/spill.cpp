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

bool fsync_parent(std::string_view dir) {
  PathText parent;
  return fsync_dir(parent.add(dir.substr(0, dir.find_last_of('/'))).c_str());
}

struct Names {
  PathText temporary, whole;
};

/// Makes the file under its temporary name, then gives it the other. False with errno set.
bool put_file(const Names& names, const Header& header, const Envelope& envelope, const Record& r,
              Durability durability) {
  const int fd = open_new(names.temporary.c_str());
  if (fd < 0) return false;
  const bool filled = fill_file(fd, header, envelope, r, durability);
  int error = errno;
  ::close(fd);
  if (filled && ::rename(names.temporary.c_str(), names.whole.c_str()) == 0) return true;
  if (filled) error = errno;
  ::unlink(names.temporary.c_str());
  errno = error;
  return false;
}

}  // namespace

std::uint64_t spill_checksum(std::string_view header, std::string_view envelope,
                             std::string_view payload) noexcept {
  return fnv1a64(payload, fnv1a64(envelope, fnv1a64(header)));
}

bool write_spill(const char* dir, const Record& record, Durability durability) noexcept {
  Names names;
  names.temporary.add(dir).add("/.tmp-").add(record.event_id);
  names.whole.add(dir).add("/").add(record.event_id);
  Envelope envelope;
  fill_envelope(envelope, record);
  Header header;
  fill_header(header, record, envelope);
  if (!names.temporary.good() || !names.whole.good() || !envelope.good() || !header.good()) return false;
  const auto put = [&] { return put_file(names, header, envelope, record, durability); };
  bool kept = put(), made = false;
  if (!kept && errno == ENOENT) {  // no folder, or the file was swept away while this process stood still
    made = ::mkdir(dir, 0700) == 0;
    kept = put();
  }
  if (!kept || durability == Durability::process) return kept;
  return fsync_dir(dir) && (!made || fsync_parent(dir));
}

}  // namespace galdr::outbox
