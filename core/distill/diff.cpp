#include "core/distill/diff.hpp"

#include <algorithm>
#include <span>

#include "core/distill/text.hpp"

namespace galdr::distill {
namespace {

std::string prefixed(std::span<const std::string> lines, char mark) {
  std::string out;
  for (const std::string& line : lines) out += std::string(1, mark) + line + "\n";
  return out;
}

// One replacement as a diff: the lines that both ends share are its context.
std::string hunk(const Change& change) {
  const std::vector<std::string> before = split_lines(change.before);
  const std::vector<std::string> after = split_lines(change.after);
  const std::size_t most = std::min(before.size(), after.size());
  std::size_t head = 0, tail = 0;
  while (head < most && before[head] == after[head]) ++head;
  while (tail < most - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  const std::span<const std::string> old(before), fresh(after);
  return prefixed(old.first(head), ' ') + prefixed(old.subspan(head, old.size() - head - tail), '-') +
         prefixed(fresh.subspan(head, fresh.size() - head - tail), '+') + prefixed(old.last(tail), ' ');
}

}  // namespace

std::string as_diff(const std::vector<Change>& changes) {
  std::string out;
  for (const Change& change : changes) out += (out.empty() ? "" : "@@\n") + hunk(change);
  return out;
}

}  // namespace galdr::distill
