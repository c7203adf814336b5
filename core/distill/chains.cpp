#include "core/distill/chains.hpp"

#include <algorithm>
#include <array>

#include "core/distill/commands.hpp"
#include "core/distill/json_text.hpp"

namespace galdr::distill {
namespace {

/// Cuts a line at its separators, outside of quotes and substitutions.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  std::vector<std::string> cut() {
    while (at_ < text_.size() && plain_) step();
    end_link();
    return plain_ && out_.size() > 1 ? std::move(out_) : std::vector<std::string>();
  }

 private:
  bool comes(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void step() {
    const char c = text_[at_];
    if (c == '\\')
      take(2);
    else if (c == '\'' || c == '"' || c == '`')
      take(quoted_length(c));
    else if (comes("&&"))
      end_link(), at_ += 2;
    else if (c == ';' || c == '\n')
      end_link(), ++at_;
    else if (comes("<<") || comes("||") || c == '(' || c == '{' || c == '}' || (c == '&' && !redirects()))
      plain_ = false;
    else
      take(1);
  }

  /// "2>&1", "&>file"
  bool redirects() const {
    return comes("&>") || (at_ > 0 && (text_[at_ - 1] == '>' || text_[at_ - 1] == '<'));
  }

  std::size_t quoted_length(char mark) const {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != mark) end += mark == '"' && text_[end] == '\\' ? 2 : 1;
    return end + 1 - at_;
  }

  void take(std::size_t length) {
    link_ += text_.substr(at_, length);
    at_ += length;
  }

  void end_link() {
    if (!trim(link_).empty()) out_.push_back(trim(link_));
    link_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string link_;
  std::vector<std::string> out_;
  bool plain_ = true;
};

bool stands_alone(const std::string& link) {
  constexpr std::array<std::string_view, 17> kNot = {"cd",    "export", "source", ".",    "set",  "unset",
                                                     "pushd", "popd",   "alias",  "if",   "then", "fi",
                                                     "for",   "while",  "do",     "done", "case"};
  const std::string word = link.substr(0, link.find_first_of(" \t"));
  const bool assigns = word.find('=') != std::string::npos && word == link;
  return !assigns && std::find(kNot.begin(), kNot.end(), word) == kNot.end();
}

std::vector<std::string> signatures(const Call& call) {
  std::vector<std::string> out;
  for (const Simple& deed : deeds_of(call)) out.push_back(signature_of(deed));
  return out;
}

bool has_chain(const Trace& trace, const std::vector<std::string>& chain) {
  return std::any_of(trace.drafts.begin(), trace.drafts.end(),
                     [&](const Draft& d) { return signatures(d.call) == chain; });
}

bool makes_alone(const Trace& trace, const std::vector<std::string>& chain) {
  return std::any_of(trace.drafts.begin(), trace.drafts.end(), [&](const Draft& d) {
    const auto own = signatures(d.call);
    return own.size() == 1 && !d.look && std::find(chain.begin(), chain.end(), own[0]) != chain.end();
  });
}

bool is_to_be_split(const std::vector<Trace>& traces, std::size_t run, const Draft& draft) {
  const auto chain = signatures(draft.call);
  bool alone = false;
  for (std::size_t r = 0; r < traces.size(); ++r) {
    if (r == run) continue;
    if (has_chain(traces[r], chain)) return false;
    alone = alone || makes_alone(traces[r], chain);
  }
  return alone;
}

Draft link_of(const Draft& chain, const std::string& command) {
  Draft out = chain;
  out.call.command = command;
  out.call.input = with_string(out.call.input, "command", command);
  out.call.about.clear();  // it was said of them all
  out.call.output.clear();
  const std::vector<Simple> deeds = deeds_of(out.call);
  out.look = std::all_of(deeds.begin(), deeds.end(), [](const Simple& s) { return only_looks(s); });
  return out;
}

}  // namespace

std::vector<std::string> links_of(std::string_view command) {
  std::vector<std::string> out = Cutter(command).cut();
  return std::all_of(out.begin(), out.end(), stands_alone) ? out : std::vector<std::string>();
}

void split_chains(std::vector<Trace>& traces) {
  std::vector<std::vector<Draft>> split(traces.size());
  for (std::size_t r = 0; r < traces.size(); ++r) {
    for (const Draft& draft : traces[r].drafts) {
      const std::vector<std::string> links = links_of(draft.call.command);
      if (links.empty() || !is_to_be_split(traces, r, draft)) {
        split[r].push_back(draft);
        continue;
      }
      for (const std::string& link : links) split[r].push_back(link_of(draft, link));
      split[r].back().call.output = draft.call.output;
    }
  }
  for (std::size_t r = 0; r < traces.size(); ++r) traces[r].drafts = std::move(split[r]);
}

}  // namespace galdr::distill
