#include "core/outbox/pages.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/ulid.hpp"
#include "core/outbox/row.hpp"

namespace galdr::outbox {
namespace {

constexpr std::size_t kPage = 4096;        ///< create.cpp makes no other
constexpr std::size_t kChunk = kPage - 4;  ///< of a payload on an overflow page
constexpr std::size_t kFrameHeader = 24, kWalHeader = 32;
constexpr std::int64_t kFewestPages = 5;  ///< the schema and an empty page for each table
constexpr char kLeaf = 0x0D, kInterior = 0x05;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t width = 4) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// Takes a variable-length integer off `bytes` at `at`; nothing if they end before it does.
std::optional<std::uint64_t> take_varint(std::string_view bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (int i = 0; i < 9 && at < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    if (i == 8) return value << 8 | byte;
    value = value << 7 | (byte & 0x7Fu);
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

/// The WAL's running checksum.
struct Checksum {
  std::uint32_t a = 0, b = 0;
  bool operator==(const Checksum&) const = default;
};

Checksum checksum_at(std::string_view wal, std::size_t at) {
  return {number_at(wal, at), number_at(wal, at + 4)};
}

Checksum sum(Checksum s, std::string_view bytes, bool big_endian) {
  const auto word = [&](std::size_t at) {
    const auto value = number_at(bytes, at);
    return big_endian ? value : __builtin_bswap32(value);
  };
  for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
    s.a += word(at) + s.b;
    s.b += word(at + 4) + s.a;
  }
  return s;
}

/// Where the parts of a row's record lie: a cell of a leaf page.
struct Cell {
  std::int64_t id = 0;
  std::uint64_t size = 0;      ///< of the record
  std::string_view local;      ///< as much of it as the page holds
  std::uint32_t overflow = 0;  ///< the page that has the next of it; 0: none
};

std::optional<Cell> cell_at(std::string_view page, std::size_t at) {
  const auto size = take_varint(page, at);
  const auto id = size ? take_varint(page, at) : std::nullopt;
  if (!id || *size < 4 || *size > (std::uint64_t{1} << 31)) return std::nullopt;
  constexpr std::uint64_t kMost = kPage - 35, kLeast = (kPage - 12) * 32 / 255 - 23;
  const std::uint64_t spread = kLeast + (*size - kLeast) % kChunk;
  const std::uint64_t local = *size <= kMost ? *size : spread <= kMost ? spread : kLeast;
  const bool overflows = local < *size;
  if (at + local + (overflows ? 4 : 0) > page.size()) return std::nullopt;
  return Cell{static_cast<std::int64_t>(*id), *size, page.substr(at, local),
              overflows ? number_at(page, at + local) : 0};
}

/// The offsets of a leaf page's cells; nothing if it is no leaf page of a table. A bad offset is left out,
/// and `good` false then.
std::vector<std::size_t> cells_of(std::string_view page, bool& good) {
  std::vector<std::size_t> cells;
  const std::size_t count = number_at(page, 3, 2);
  good = count * 2 + 8 <= page.size();
  for (std::size_t i = 0; good && i < count; ++i) {
    const std::size_t at = number_at(page, 8 + 2 * i, 2);
    if (at >= 8 + 2 * count && at < page.size()) cells.push_back(at);
  }
  good = good && cells.size() == count;
  return cells;
}

/// The pages as the last commit left them, and what they were before.
class Image {
 public:
  Image(std::string_view db, std::string_view wal) : db_(db), wal_(wal) {
    count_ = std::max<std::int64_t>(kFewestPages, static_cast<std::int64_t>(db.size() / kPage));
    read_wal();
    if (commit_pages_ > 0) count_ = std::max<std::int64_t>(count_, commit_pages_);
    if (has_header() && number_at(page(1), 28) < kSanePages)
      count_ = std::max<std::int64_t>(count_, number_at(page(1), 28));
  }

  std::int64_t count() const { return count_; }
  bool has_header() const {
    constexpr std::string_view kMagic("SQLite format 3\0", 16);
    return page(1).substr(0, kMagic.size()) == kMagic;
  }
  /// Empty if neither file has it.
  std::string_view page(std::int64_t number) const {
    const auto found = newest_.find(number);
    if (found != newest_.end()) return wal_.substr(found->second, kPage);
    const auto at = static_cast<std::size_t>(number - 1) * kPage;
    return number >= 1 && at + kPage <= db_.size() ? db_.substr(at, kPage) : std::string_view();
  }
  const std::vector<std::string_view>& older() const { return older_; }
  std::int64_t bad_frames() const { return bad_frames_; }

 private:
  static constexpr std::uint32_t kSanePages = 1u << 20;  ///< a damaged header may say anything

  void read_wal() {
    if (wal_.size() < kWalHeader) return;
    const bool big_endian = (number_at(wal_, 0) & 1) != 0;
    Checksum before = checksum_at(wal_, 24);
    std::vector<std::pair<std::int64_t, std::size_t>> pending;  // of a transaction without its end so far
    for (std::size_t at = kWalHeader; at + kFrameHeader + kPage <= wal_.size(); at += kFrameHeader + kPage) {
      if (wal_.substr(at + 8, 8) != wal_.substr(16, 8)) break;  // left over from before the WAL began anew
      const auto head = sum(before, wal_.substr(at, 8), big_endian);
      const bool good =
          sum(head, wal_.substr(at + kFrameHeader, kPage), big_endian) == checksum_at(wal_, at + 16);
      before = checksum_at(wal_, at + 16);
      if (good)
        pending.emplace_back(number_at(wal_, at), at + kFrameHeader);
      else
        older_.push_back(wal_.substr(at + kFrameHeader, kPage)), ++bad_frames_;
      if (!good || number_at(wal_, at + 4) == 0) continue;
      commit_pages_ = number_at(wal_, at + 4);
      for (const auto& [number, offset] : pending) put(number, offset);
      pending.clear();
    }
  }

  void put(std::int64_t number, std::size_t offset) {
    if (const auto before = page(number); !before.empty()) older_.push_back(before);
    newest_[number] = offset;
  }

  std::string_view db_, wal_;
  std::map<std::int64_t, std::size_t> newest_;  ///< page number → where in the WAL
  std::vector<std::string_view> older_;
  std::int64_t count_ = 0, commit_pages_ = 0, bad_frames_ = 0;
};

/// Calls `use` with the pieces of a cell's record. False if its chain of pages breaks.
template <typename Use>
bool follow(const Image& image, const Cell& cell, const Use& use) {
  use(cell.local, 0);
  std::uint64_t left = cell.size - cell.local.size();
  if (left / kChunk > static_cast<std::uint64_t>(image.count())) return false;
  std::uint32_t next = cell.overflow;
  for (; left > 0; left -= std::min<std::uint64_t>(left, kChunk)) {
    const auto page = next > 1 ? image.page(next) : std::string_view();
    const auto following = page.empty() ? 0 : number_at(page, 0);
    // Of a page that does not say what comes next, the rest is not to be trusted either.
    if (page.empty() || (left > kChunk ? image.page(following).empty() : following != 0)) return false;
    use(page.substr(4, std::min<std::uint64_t>(left, kChunk)), next);
    next = following;
  }
  return true;
}

/// The row that `record` is; nothing if it is none of outbox or dead. The end of the payload may be missing.
std::optional<FoundRow> row_from(std::string_view record, const Cell& cell) {
  std::size_t at = 0;
  const auto header = take_varint(record, at);
  if (!header || *header > 64 || *header > record.size()) return std::nullopt;
  std::array<std::string, 5> columns;
  std::size_t count = 0, value = *header;
  for (; at < *header; ++count) {
    const auto type = take_varint(record.substr(0, *header), at);
    if (!type || count == columns.size() || (count == 0 ? *type != 0 : *type < 12)) return std::nullopt;
    const std::size_t length = count == 0 ? 0 : (*type - 12) / 2;
    if (value < record.size()) columns[count] = record.substr(value, length);
    value += length;
  }
  Row ignored;
  if (count < 4 || value != cell.size || !is_ulid(columns[1]) || !open_envelope(columns[2], ignored))
    return std::nullopt;
  FoundRow row{cell.id, std::move(columns[1]), std::move(columns[2]), std::move(columns[3]), {}, true};
  if (count == 5) row.reason = std::move(columns[4]);
  return row;
}

class Scan {
 public:
  Scan(std::string_view db, std::string_view wal)
      : image_(db, wal), known_(static_cast<std::size_t>(image_.count()) + 1) {}

  Scanned run(const std::function<void(FoundRow&&)>& use) {
    note_free_pages();
    for (std::int64_t number = 2; number <= image_.count(); ++number) look_at(number);
    Scanned scanned;
    scanned.pages = image_.count();
    scanned.unreadable = image_.bad_frames();
    if (!trees_are_whole()) scanned.unreadable += std::count(known_.begin() + 2, known_.end(), false);
    if (scanned.unreadable > 0 || torn_)
      for (const auto page : image_.older())
        if (page.front() == kLeaf) note_cells(page, false);
    hand_out(use);
    return scanned;
  }

 private:
  struct Place {
    Cell cell;
    bool whole;
  };

  void know(std::int64_t number) {
    if (number >= 1 && number <= image_.count()) known_[static_cast<std::size_t>(number)] = true;
  }

  void note_free_pages() {
    if (!image_.has_header()) return;
    std::int64_t trunk = number_at(image_.page(1), 32);
    for (std::int64_t left = image_.count(); left > 0 && trunk > 1; --left) {
      const auto page = image_.page(trunk);
      if (page.empty()) return;
      know(trunk);
      const std::size_t leaves = std::min<std::size_t>(number_at(page, 4), kPage / 4 - 2);
      for (std::size_t i = 0; i < leaves; ++i) know(number_at(page, 8 + 4 * i));
      trunk = number_at(page, 0);
    }
  }

  void look_at(std::int64_t number) {
    const auto page = image_.page(number);
    if (page.empty() || known_[static_cast<std::size_t>(number)]) return;
    const bool good =
        page.front() == kLeaf ? note_cells(page, true) : page.front() == kInterior && has_children(page);
    if (good) know(number);
  }

  /// The pages below an interior page, as far as they can be read.
  static std::vector<std::uint32_t> children_of(std::string_view page) {
    const std::size_t count = std::min<std::size_t>(number_at(page, 3, 2), kPage / 2 - 6);
    std::vector<std::uint32_t> children = {number_at(page, 8)};
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = number_at(page, 12 + 2 * i, 2);
      children.push_back(at + 4 <= kPage ? number_at(page, at) : 0);
    }
    return children;
  }

  bool has_children(std::string_view page) const {
    const auto children = children_of(page);
    return std::all_of(children.begin(), children.end(),
                       [&](std::uint32_t child) { return child > 1 && child <= image_.count(); });
  }

  /// Can every page of every table be read? Then those of which nothing is clear are free ones.
  bool trees_are_whole() const {
    std::vector<char> visited(known_.size());
    for (std::uint32_t root = 2; root <= kFewestPages; ++root)
      if (!is_whole(root, visited)) return false;
    return true;
  }

  bool is_whole(std::uint32_t number, std::vector<char>& visited) const {
    const auto page = image_.page(number);
    if (page.empty() || !known_[number] || std::exchange(visited[number], true)) return false;
    if (page.front() == kLeaf) return true;
    if (page.front() != kInterior || !has_children(page)) return false;
    const auto children = children_of(page);
    return std::all_of(children.begin(), children.end(),
                       [&](auto child) { return is_whole(child, visited); });
  }

  /// Remembers the rows of a leaf page. False if one of its cells cannot be understood.
  bool note_cells(std::string_view page, bool newest) {
    bool good = true;
    for (const auto at : cells_of(page, good)) {
      const auto cell = cell_at(page, at);
      good = good && cell;
      if (!cell) continue;
      const bool whole = follow(image_, *cell, [&](std::string_view, std::int64_t used) {
        if (newest) know(used);
      });
      torn_ = torn_ || !whole;
      places_.push_back({*cell, whole});
    }
    return good;
  }

  void hand_out(const std::function<void(FoundRow&&)>& use) {
    std::stable_sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
      return std::make_tuple(a.cell.id, !a.whole) < std::make_tuple(b.cell.id, !b.whole);
    });
    for (const auto& place : places_) {
      std::string record;
      follow(image_, place.cell, [&](std::string_view piece, std::int64_t) { record += piece; });
      auto row = row_from(record, place.cell);
      if (!row) continue;
      row->whole = place.whole;
      use(std::move(*row));
    }
  }

  Image image_;
  std::vector<char> known_;  ///< by page number: is it clear what the page is?
  std::vector<Place> places_;
  bool torn_ = false;
};

}  // namespace

Scanned scan_pages(std::string_view db, std::string_view wal, const std::function<void(FoundRow&&)>& use) {
  return Scan(db, wal).run(use);
}

}  // namespace galdr::outbox
