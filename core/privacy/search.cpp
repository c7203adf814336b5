#include "core/privacy/search.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <bit>
#include <mutex>
#include <optional>
#include <utility>

#include "core/base/error.hpp"
#include "core/privacy/base64.hpp"
#include "core/privacy/names.hpp"
#include "core/privacy/shapes.hpp"
#include "core/privacy/vendors.hpp"
#include "core/privacy/views.hpp"

namespace galdr::privacy {
namespace {

constexpr std::size_t kRetryWithin = 256;  // a rejected value up to this long is searched for another secret
constexpr int kGroups = 10;
constexpr int kDepth = 3;  // base64 in base64

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

/// The rules of `mask` that want to see more than this keyword; tokens that a keyword begins are added at
/// once.
std::uint64_t worthy(std::uint64_t mask, std::string_view text, Span keyword, std::vector<Found>& out) {
  std::uint64_t kept = 0;
  for (; mask != 0; mask &= mask - 1) {
    const Rule& rule = rule_of(mask);
    if (!rule.match_at) {
      if (!rule.worth || rule.worth(text, keyword)) kept |= mask & -mask;
    } else if (const Span token = rule.match_at(text, keyword); token.size() > 0) {
      const Match match{text, {}, token};
      if (entropy(match.value()) >= rule.entropy && !(rule.harmless && rule.harmless(match)))
        out.push_back({token, &rule, {}});
    }
  }
  return kept;
}

void find_blocks(std::string_view text, std::uint64_t mask, std::vector<Found>& out) {
  for (; mask != 0; mask &= mask - 1) {
    if (!rule_of(mask).find) continue;
    std::vector<Span> spans;
    rule_of(mask).find(text, spans);
    for (const Span& span : spans) out.push_back({span, &rule_of(mask), {}});
  }
}

const Rule& rule_named(std::string_view id) {
  const auto rules = all_rules();
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.id == id; });
  if (rule == rules.end()) throw Error(ErrorCode::invalid, "no such rule");
  return *rule;
}

}  // namespace

// RE2 and not std::regex or PCRE: payloads are hostile, and RE2 is linear in the text whatever the pattern.
class Pattern {
 public:
  explicit Pattern(const Rule& rule) : rule_(&rule) {}

  /// Adds the secrets that begin in `line`, seeing the rule's reach beyond it. The pattern is compiled when
  /// it is first needed.
  void find(std::string_view text, Span line, std::vector<Found>& out) const {
    std::call_once(once_, [this] { compile(); });
    std::array<re2::StringPiece, kGroups> groups;
    const std::size_t end = std::min(text.size(), line.end + rule_->reach);
    std::size_t at = line.begin;
    while (at < line.end &&
           re_->Match(text, at, end, RE2::UNANCHORED, groups.data(), re_->NumberOfCapturingGroups() + 1)) {
      const Match match = to_match(text, groups);
      if (match.secret.size() == 0) {
        at = std::max(at + 1, match.secret.end);
        continue;
      }
      const bool taken = is_secret(match);
      if (taken) out.push_back({match.secret, rule_, {}});
      at = taken || match.secret.size() > kRetryWithin ? match.secret.end
                                                       : std::max(at + 1, match.secret.begin);
    }
  }

 private:
  void compile() const {
    RE2::Options options(RE2::Latin1);  // bytes: a text may hold anything
    options.set_log_errors(false);
    std::string pattern = rule_->pattern;
    if (pattern.starts_with("(?:\\b|")) pattern.insert(6, "\\\\[nrt]|");
    if (pattern.starts_with("\\b("))
      pattern.replace(0, 2, "(?:\\b|\\\\[nrt])");  // "\\nghp_…", as JSON has it
    re_.emplace(pattern, options);
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

Search::Search() {
  for (const Rule& rule : all_rules()) {
    const auto index = static_cast<unsigned>(patterns_.size());
    patterns_.emplace_back(rule);
    std::string_view words = rule.keywords;
    while (!words.empty()) {
      const std::size_t bar = std::min(words.find('|'), words.size());
      keywords_.add(words.substr(0, bar), index);
      words.remove_prefix(std::min(bar + 1, words.size()));
    }
    if (rule.match_at == vendor_token_at)
      for (const std::string& prefix : vendor_prefixes()) keywords_.add(prefix, index);
  }
}

Search::~Search() = default;

/// Runs the rules of `mask` over one line.
void Search::search_line(std::string_view text, Span line, std::uint64_t mask,
                         std::vector<Found>& out) const {
  for (; mask != 0; mask &= mask - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(mask));
    if (all_rules()[i].pattern) patterns_[i].find(text, line, out);
  }
}

void Search::find_plain(std::string_view text, std::vector<Found>& out) const {
  Span line;
  std::uint64_t in_line = 0, seen = 0;
  keywords_.scan(text, [&](Span keyword, std::uint64_t rules) {
    if (keyword.begin >= line.end) {
      search_line(text, line, in_line, out);
      in_line = 0;
      line = line_of(text, keyword, line.end);
    }
    in_line |= worthy(rules & ~in_line, text, keyword, out);
    seen |= in_line;
  });
  search_line(text, line, in_line, out);
  find_blocks(text, seen, out);
}

void Search::find_encoded(std::string_view text, int depth, std::vector<Found>& out) const {
  static const Rule& rule = rule_named("base64");
  for (const Encoded& run : base64_texts(text)) {
    std::vector<Found> inside;
    find_all(run.decoded, depth + 1, inside);
    if (!inside.empty()) out.push_back({run.span, &rule, {}});
  }
}

void Search::find_undone(std::string_view text, int depth, std::vector<Found>& out) const {
  for (const View& view : views_of(text)) {
    std::vector<Found> inside;
    find_plain(view.text(), inside);
    find_encoded(view.text(), depth, inside);
    for (Found& found : inside) {
      if (found.secret.empty()) found.secret = view.text().substr(found.span.begin, found.span.size());
      out.push_back({view.source_of(found.span), found.rule, std::move(found.secret)});
    }
  }
}

void Search::find_all(std::string_view text, int depth, std::vector<Found>& out) const {
  find_plain(text, out);
  if (depth == kDepth) return;
  find_encoded(text, depth, out);
  find_undone(text, depth, out);
}

std::vector<Found> Search::find(std::string_view text) const {
  std::vector<Found> found;
  find_all(text, 0, found);
  return found;
}

}  // namespace galdr::privacy
