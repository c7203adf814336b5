#include "core/privacy/redact.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <bit>
#include <deque>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"
#include "core/privacy/keywords.hpp"
#include "core/privacy/names.hpp"
#include "core/privacy/rules.hpp"
#include "core/privacy/values.hpp"

namespace galdr::privacy {
namespace {

constexpr std::string_view kTagHead = "[REDACTED:";
constexpr std::size_t kTagMax = 64;        // longer than any tag of ours
constexpr std::size_t kRetryWithin = 256;  // a rejected value up to this long is searched for another secret
constexpr int kRounds = 8;                 // one and a check as a rule
constexpr int kGroups = 10;

struct Found {
  Span span;
  unsigned rule = 0;
};

// RE2 and not std::regex or PCRE: payloads are hostile, and RE2 is linear in the text whatever the pattern.
class Pattern {
 public:
  explicit Pattern(const Rule& rule) : rule_(&rule) {}

  /// Adds the secrets of `window`. The pattern is compiled when it is first needed.
  void find(std::string_view text, Span window, unsigned index, std::vector<Found>& out) const {
    std::call_once(once_, [this] { compile(); });
    std::array<re2::StringPiece, kGroups> groups;
    std::size_t at = window.begin;
    while (at < window.end && re_->Match(text, at, window.end, RE2::UNANCHORED, groups.data(),
                                         re_->NumberOfCapturingGroups() + 1)) {
      const Match match = to_match(text, groups);
      if (match.secret.size() == 0) {
        at = std::max(at + 1, match.secret.end);
        continue;
      }
      const bool taken = is_secret(match);
      if (taken) out.push_back({match.secret, index});
      at = taken || match.secret.size() > kRetryWithin ? match.secret.end
                                                       : std::max(at + 1, match.secret.begin);
    }
  }

 private:
  void compile() const {
    RE2::Options options(RE2::Latin1);  // bytes: a text may hold anything
    options.set_log_errors(false);
    re_.emplace(rule_->pattern, options);
    if (!re_->ok() || re_->NumberOfCapturingGroups() >= kGroups)
      throw Error(ErrorCode::invalid, std::string("bad pattern of rule ") + rule_->id);
    const auto& names = re_->NamedCapturingGroups();
    const auto name = names.find("name");
    name_group_ = name == names.end() ? 0 : name->second;
  }

  Match to_match(std::string_view text, const std::array<re2::StringPiece, kGroups>& groups) const {
    Match match{text, {}, {}};
    const auto offset = [&](const char* p) { return static_cast<std::size_t>(p - text.data()); };
    match.secret.begin = match.secret.end = offset(groups[0].data()) + groups[0].size();
    for (int i = 1; i <= re_->NumberOfCapturingGroups(); ++i) {
      const re2::StringPiece& group = groups[static_cast<std::size_t>(i)];
      if (group.data() == nullptr) continue;
      if (i == name_group_) {
        match.name = whole_name(text, offset(group.data()), group.size());
      } else if (match.secret.size() == 0) {
        match.secret = {offset(group.data()), offset(group.data()) + group.size()};
      }
    }
    return match;
  }

  bool is_secret(const Match& match) const {
    if (rule_->entropy > 0 && entropy(match.value()) < rule_->entropy) return false;
    return !(rule_->harmless && rule_->harmless(match));
  }

  const Rule* rule_;
  mutable std::once_flag once_;
  mutable std::optional<RE2> re_;
  mutable int name_group_ = 0;
};

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

/// The rule of the lowest bit of `mask`.
const Rule& rule_of(std::uint64_t mask) {
  return all_rules()[static_cast<std::size_t>(std::countr_zero(mask))];
}

/// The line of `keyword`, newline included; nothing before `floor`, where the line before it ended.
Span line_of(std::string_view text, Span keyword, std::size_t floor) {
  const std::size_t before = text.substr(floor, keyword.begin - floor).rfind('\n');
  const std::size_t after = text.find('\n', keyword.begin);
  return {before == std::string_view::npos ? floor : floor + before + 1,
          after == std::string_view::npos ? text.size() : after + 1};
}

}  // namespace

struct Redactor::Rules {
  std::string key;
  Keywords keywords;
  std::deque<Pattern> patterns;  // of all_rules(), same order; a deque because once_flag does not move

  explicit Rules(std::string key_bytes) : key(std::move(key_bytes)) {
    for (const Rule& rule : all_rules()) {
      const auto index = static_cast<unsigned>(patterns.size());
      patterns.emplace_back(rule);
      std::string_view words = rule.keywords;
      while (!words.empty()) {
        const std::size_t bar = std::min(words.find('|'), words.size());
        keywords.add(words.substr(0, bar), index);
        words.remove_prefix(std::min(bar + 1, words.size()));
      }
    }
  }

  /// Runs the rules of `mask` over one line.
  void search(std::string_view text, Span line, std::uint64_t mask, std::vector<Found>& out) const {
    for (; mask != 0; mask &= mask - 1) {
      const auto i = static_cast<unsigned>(std::countr_zero(mask));
      const Rule& rule = all_rules()[i];
      if (rule.pattern)
        patterns[i].find(text, {line.begin, std::min(text.size(), line.end + rule.reach)}, i, out);
    }
  }

  void search_blocks(std::string_view text, std::uint64_t mask, std::vector<Found>& out) const {
    for (; mask != 0; mask &= mask - 1) {
      if (!rule_of(mask).find) continue;
      std::vector<Span> spans;
      rule_of(mask).find(text, spans);
      for (const Span& span : spans) out.push_back({span, static_cast<unsigned>(std::countr_zero(mask))});
    }
  }

  /// The rules of `mask` that want to see more than this keyword.
  static std::uint64_t worthy(std::uint64_t mask, std::string_view text, Span keyword) {
    std::uint64_t kept = 0;
    for (; mask != 0; mask &= mask - 1) {
      const Rule& rule = rule_of(mask);
      if (!rule.worth || rule.worth(text, keyword)) kept |= mask & -mask;
    }
    return kept;
  }

  std::vector<Found> find(std::string_view text) const {
    std::vector<Found> found;
    Span line;
    std::uint64_t in_line = 0, seen = 0;
    keywords.scan(text, [&](Span keyword, std::uint64_t rules) {
      if (keyword.begin >= line.end) {
        search(text, line, in_line, found);
        in_line = 0;
        line = line_of(text, keyword, line.end);
      }
      in_line |= worthy(rules & ~in_line, text, keyword);
      seen |= rules;
    });
    search(text, line, in_line, found);
    search_blocks(text, seen, found);
    return found;
  }

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
      out += tag(std::string_view(text).substr(c.owner.span.begin, c.owner.span.size()),
                 all_rules()[c.owner.rule]);
      at = c.span.end;
    }
    out.append(text, at);
    text = std::move(out);
    return static_cast<std::int64_t>(clusters.size());
  }

  std::int64_t redact_once(std::string& text) const {
    std::vector<Found> found = find(text);
    if (found.empty()) return 0;
    std::sort(found.begin(), found.end(), by_place);
    drop_tagged(found, tags_in(text));
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
