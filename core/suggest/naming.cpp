#include "core/suggest/naming.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "core/distill/text.hpp"
#include "core/distill/wording.hpp"

namespace galdr::suggest {
namespace {

using distill::lower;
using distill::name_from_task;
using distill::one_line;
using distill::plain_prose;
using distill::replace_tokens;
using distill::skill_name;
using distill::split_lines;
using distill::task_of;

constexpr double kMost = 0.6;
constexpr std::size_t kFewWords = 2, kMostRequests = 32;
constexpr At kNear = 12;  ///< marks from a request to the first deed

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> out;
  std::string word;
  for (const char c : lower(text) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)))
      word += c;
    else if (!word.empty())
      out.insert(std::move(word)), word.clear();
  }
  return out;
}

std::vector<std::string> requests_of(const Past& past, const Group& group) {
  std::vector<std::string> out;
  const auto& members = group.pattern.members;
  const std::size_t asked = std::min(members.size(), kMostRequests);
  for (std::size_t i = 0; i < asked; ++i) {
    const Mark* mark = request_of(past, members[i * members.size() / asked]);
    if (mark) out.push_back(past.prompt_of(*mark));
  }
  return out;
}

/// The words that most of the requests have.
std::set<std::string> common_words(const std::vector<std::string>& requests, std::size_t members) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& request : requests)
    for (const std::string& word : words_of(request)) ++counts[word];
  std::set<std::string> out;
  for (const auto& [word, count] : counts)
    if (count >= 2 && static_cast<double>(count) >= kMost * static_cast<double>(members)) out.insert(word);
  return out;
}

// Numbers and letters of their own are values, not words.
bool is_word(const std::string& text) {
  return text.size() >= 2 &&
         std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c); });
}

std::string only_words(const std::string& text, const std::set<std::string>& words) {
  std::string out, word;
  for (const char c : text + " ") {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      word += c;
      continue;
    }
    if (is_word(word) && words.contains(lower(word))) out += word;
    out += std::isspace(static_cast<unsigned char>(c)) || c == ',' || c == ':' ? c : ' ';
    word.clear();
  }
  return one_line(out);
}

// The shortest of a column's features names it best.
std::string told(const Past& past, const Column& column) {
  std::string out = past.text(column.features.front());
  for (const FeatureId id : column.features)
    if (past.text(id).size() < out.size() && past.is_own(id)) out = past.text(id);
  return out;
}

std::vector<std::string> sorted_requests(std::vector<std::string> requests,
                                         const std::set<std::string>& common) {
  const auto hits = [&](const std::string& request) {
    const auto words = words_of(request);
    return std::count_if(words.begin(), words.end(), [&](const auto& w) { return common.contains(w); });
  };
  std::sort(requests.begin(), requests.end(), [&](const std::string& a, const std::string& b) {
    const auto ha = hits(a), hb = hits(b);
    if (ha != hb) return ha > hb;
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return requests;
}

}  // namespace

const Mark* request_of(const Past& past, const Member& member) {
  const At first = past.sessions()[past.marks()[member.first].session].first;
  for (At at = member.first + 1; at-- > first;) {
    if (past.marks()[at].asked) return &past.marks()[at];
    if (member.first - at > kNear) break;
  }
  return nullptr;
}

std::string asked_for(const Past& past, const Group& group) {
  const std::vector<std::string> requests = requests_of(past, group);
  const auto common = common_words(requests, std::min(group.pattern.members.size(), kMostRequests));
  for (const std::string& request : sorted_requests(requests, common)) {
    const std::string task = task_of({request});
    if (words_of(only_words(task, common)).size() >= kFewWords) return task;
  }
  return "";
}

std::string name_of(const Past& past, const Group& group, const std::string& asked) {
  const std::vector<std::string> requests = requests_of(past, group);
  const auto common = common_words(requests, std::min(group.pattern.members.size(), kMostRequests));
  std::string name = name_from_task(plain_prose(only_words(asked, common)), {});
  if (name.find('-') != std::string::npos) return name;
  std::string words;
  std::set<std::string> seen;
  for (const std::string& deed : told_deeds(past, group, 2))
    for (const std::string& word : split_lines(replace_tokens(skill_name(deed), {{"-", "\n"}})))
      if (seen.insert(word).second) words += word + " ";
  name = skill_name(words);
  return name.empty() ? "repeated-task" : name;
}

std::vector<std::string> told_deeds(const Past& past, const Group& group, std::size_t most) {
  std::vector<const Column*> own;
  for (const Column& column : group.pattern.columns)
    if (column.own) own.push_back(&column);
  std::stable_sort(own.begin(), own.end(),
                   [](const Column* a, const Column* b) { return a->weight > b->weight; });
  if (own.size() > most * 2) own.resize(most * 2);
  std::stable_sort(own.begin(), own.end(),
                   [](const Column* a, const Column* b) { return a->rank < b->rank; });
  std::vector<std::string> out;
  for (const Column* column : own) {
    const std::string text = told(past, *column);
    if (out.size() < most && std::find(out.begin(), out.end(), text) == out.end()) out.push_back(text);
  }
  return out;
}

std::string duration_told(Nanos span) {
  const auto seconds = span / kSecond;
  if (seconds < 100) return std::to_string(std::max<Nanos>(seconds, 1)) + " s";
  if (seconds < 100 * 60) return std::to_string((seconds + 30) / 60) + " min";
  return std::to_string((seconds + 1800) / 3600) + " h";
}

}  // namespace galdr::suggest
