#include "hook/arena.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace galdr::hook {
namespace {

/// An event of 64 KB takes 180 KB. Pages that are not used cost nothing; what finds no room is malloc's.
constexpr std::size_t kArena = std::size_t{512} << 10;
alignas(16) char arena[kArena];
std::size_t used = 0;

/// In front of every block: its size.
constexpr std::size_t kHead = sizeof(std::uint64_t);

std::size_t size_of(void* block) {
  std::uint64_t size = 0;
  std::memcpy(&size, static_cast<char*>(block) - kHead, kHead);
  return size;
}

void* with_size(char* place, std::size_t size) {
  const std::uint64_t head = size;
  std::memcpy(place, &head, kHead);
  return place + kHead;
}

bool in_arena(const char* place) { return place >= arena && place < arena + kArena; }

/// Is it the block that was taken last? Then it can grow and be given back.
bool is_last(void* block) { return static_cast<char*>(block) + size_of(block) == arena + used; }

/// SQLite asks for it only where it keeps statistics, so it is done here too: blocks are aligned to 8.
int round_up(int size) { return (size + 7) & ~7; }

void* take(int size) {
  const auto wanted = static_cast<std::size_t>(round_up(size)) + kHead;
  if (wanted > kArena - used) {
    char* place = static_cast<char*>(std::malloc(wanted));
    return place == nullptr ? nullptr : with_size(place, wanted - kHead);
  }
  char* place = arena + used;
  used += wanted;
  return with_size(place, wanted - kHead);
}

void give_back(void* block) {
  if (block == nullptr) return;
  char* place = static_cast<char*>(block) - kHead;
  if (!in_arena(place)) return std::free(place);
  if (is_last(block)) used = static_cast<std::size_t>(place - arena);
}

void* resize(void* block, int size) {
  const std::size_t had = size_of(block), wanted = static_cast<std::size_t>(round_up(size));
  if (in_arena(static_cast<char*>(block)) && is_last(block) && wanted <= kArena - (used - had)) {
    used = used - had + wanted;
    return with_size(static_cast<char*>(block) - kHead, wanted);
  }
  void* other = take(size);
  if (other == nullptr) return nullptr;
  std::memcpy(other, block, std::min(had, wanted));
  give_back(block);
  return other;
}

int size_for_sqlite(void* block) { return block == nullptr ? 0 : static_cast<int>(size_of(block)); }
int start(void*) { return SQLITE_OK; }
void stop(void*) {}

constexpr sqlite3_mem_methods kMethods = {take,     give_back, resize, size_for_sqlite,
                                          round_up, start,     stop,   nullptr};

}  // namespace

void use_arena() { sqlite3_config(SQLITE_CONFIG_MALLOC, &kMethods); }

}  // namespace galdr::hook
