#include "core/privacy/redact.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/digest.hpp"
#include "core/base/echoes.hpp"
#include "core/privacy/search.hpp"

namespace galdr::privacy {
namespace {

constexpr std::string_view kTagHead = "[REDACTED:";
constexpr std::size_t kTagMax = 64;  // longer than any tag of ours
constexpr int kRounds = 8;           // one and a check as a rule

/// Is there one of our tags at `at`? Its length, or 0.
std::size_t tag_length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, kTagMax);
  if (rest.substr(0, kTagHead.size()) != kTagHead) return 0;
  const std::size_t hash = rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", kTagHead.size());
  if (hash == std::string_view::npos || hash == kTagHead.size() || rest[hash] != '#') return 0;
  const std::size_t close = rest.find_first_not_of("0123456789abcdef", hash + 1);
  return close == hash + 5 && rest[close] == ']' ? close + 1 : 0;
}

std::vector<Span> tags_in(std::string_view text) {
  std::vector<Span> tags;
  for (std::size_t at = text.find(kTagHead); at != std::string_view::npos; at = text.find(kTagHead, at + 1))
    if (const std::size_t length = tag_length(text, at)) tags.push_back({at, at + length});
  return tags;
}

/// Drops what overlaps a tag that is already there. Both sorted by begin; tags do not overlap each other.
void drop_tagged(std::vector<Found>& found, const std::vector<Span>& tags) {
  const auto tagged = [&](const Found& f) {
    const auto tag = std::upper_bound(tags.begin(), tags.end(), f.span.begin,
                                      [](std::size_t at, const Span& t) { return at < t.end; });
    return tag != tags.end() && tag->begin < f.span.end;
  };
  if (!tags.empty()) found.erase(std::remove_if(found.begin(), found.end(), tagged), found.end());
}

bool by_place(const Found& a, const Found& b) {
  return std::tuple(a.span.begin, b.span.end, a.rule) < std::tuple(b.span.begin, a.span.end, b.rule);
}

/// Overlapping finds [first, last) that become one redaction.
struct Cluster {
  Span span;
  Found owner;  ///< names the tag: the most specific rule that covers at least half of it
};

Cluster to_cluster(const Found* first, const Found* last) {
  Cluster cluster{first->span, *first};
  for (const Found* f = first; f != last; ++f) cluster.span.end = std::max(cluster.span.end, f->span.end);
  const auto rank = [&](const Found& f) {
    return std::pair(f.span.size() * 2 < cluster.span.size(), f.rule);
  };
  for (const Found* f = first; f != last; ++f)
    if (rank(*f) < rank(cluster.owner)) cluster.owner = *f;
  return cluster;
}

std::vector<Cluster> clusters_of(const std::vector<Found>& found) {
  std::vector<Cluster> clusters;
  for (std::size_t first = 0; first < found.size();) {
    std::size_t last = first, end = found[first].span.end;
    while (last < found.size() && found[last].span.begin < end) end = std::max(end, found[last++].span.end);
    clusters.push_back(to_cluster(found.data() + first, found.data() + last));
    first = last;
  }
  return clusters;
}

/// What is found goes wherever else it stands in the text. Tags that are there already stay whole.
void add_echoes(std::string_view text, const std::vector<Span>& tags, std::vector<Found>& found) {
  Echoes echoes;
  std::vector<std::size_t> finds;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Span span = found[i].span;
    if (found[i].secret.empty() && echoes.add(text.substr(span.begin, span.size()), {})) finds.push_back(i);
  }
  if (echoes.empty()) return;
  std::vector<Found> more;
  for (const Echoes::Hit& hit : echoes.find(text)) {
    const Found& first = found[finds[hit.value]];
    if (hit.begin != first.span.begin) more.push_back({{hit.begin, hit.end}, first.rule, {}});
  }
  if (more.empty()) return;
  found.insert(found.end(), more.begin(), more.end());
  std::sort(found.begin(), found.end(), by_place);
  drop_tagged(found, tags);
}

}  // namespace

struct Redactor::Rules {
  std::string key;
  Search search;

  explicit Rules(std::string key_bytes) : key(std::move(key_bytes)) {}

  std::string tag(std::string_view secret, const Rule& rule) const {
    constexpr char kDigits[] = "0123456789abcdef";
    const auto mac = hmac_sha256(key, secret);
    std::string out = std::string(kTagHead) + rule.id + "#";
    for (int i = 0; i < 2; ++i)
      (out += kDigits[mac[static_cast<std::size_t>(i)] >> 4]) +=
          kDigits[mac[static_cast<std::size_t>(i)] & 15];
    return out + "]";
  }

  std::int64_t replace(std::string& text, const std::vector<Cluster>& clusters) const {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    for (const Cluster& c : clusters) {
      out.append(text, at, c.span.begin - at);
      const std::string_view stands = std::string_view(text).substr(c.owner.span.begin, c.owner.span.size());
      out += tag(c.owner.secret.empty() ? stands : c.owner.secret, *c.owner.rule);
      at = c.span.end;
    }
    out.append(text, at);
    text = std::move(out);
    return static_cast<std::int64_t>(clusters.size());
  }

  std::int64_t redact_once(std::string& text) const {
    std::vector<Found> found = search.find(text);
    if (found.empty()) return 0;
    std::sort(found.begin(), found.end(), by_place);
    const std::vector<Span> tags = tags_in(text);
    drop_tagged(found, tags);
    add_echoes(text, tags, found);
    return found.empty() ? 0 : replace(text, clusters_of(found));
  }
};

Redactor::Redactor(std::string key) : rules_(std::make_unique<const Rules>(std::move(key))) {}
Redactor::~Redactor() = default;

// A tag can bring together what was apart before it, so rounds go on until one finds nothing.
std::int64_t Redactor::redact(std::string& text) const {
  std::int64_t count = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::int64_t more = rules_->redact_once(text);
    if (more == 0) break;
    count += more;
  }
  return count;
}

}  // namespace galdr::privacy
