#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "core/distill/commands.hpp"
#include "core/distill/json_text.hpp"
#include "core/outcome/outcome.hpp"
#include "core/store/reader.hpp"

namespace galdr::outcome {
namespace {

using store::LoadedBy;
using store::SkillLoad;

constexpr std::int64_t kMostEvents = 20'000;  ///< of a session that are read after its first load

namespace fs = std::filesystem;

std::string expanded(std::string path) {
  const char* home = std::getenv("HOME");
  for (const std::string_view mark : {"~/", "$HOME/", "${HOME}/"})
    if (home != nullptr && path.starts_with(mark)) path = std::string(home) + "/" + path.substr(mark.size());
  return fs::path(path).lexically_normal().string();
}

std::string real(const fs::path& path) {
  std::error_code error;
  const auto out = fs::weakly_canonical(path, error);
  return error ? path.lexically_normal().string() : out.string();
}

/// A folder where some agent looks for skills, as its path tells: "/home/u/.claude/skills/NAME".
bool is_skills_folder(const fs::path& dir) {
  const std::string parent = dir.parent_path().filename().string();
  const std::string agent = dir.parent_path().parent_path().filename().string();
  return (parent == "skills" || parent == "skill") &&
         (agent.starts_with('.') || agent == "opencode" || agent == "goose" || agent == "windsurf");
}

/// Is that SKILL.md the skill's, by its own path or through a link?
bool is_of(const std::string& path, const Known& skill) {
  const fs::path dir = fs::path(expanded(path)).parent_path();
  for (const std::string& root : skill.roots) {
    const fs::path own = fs::path(root) / skill.name;
    if (dir == own.lexically_normal() || real(dir) == real(own)) return true;
  }
  std::error_code error;
  return !fs::exists(dir, error) && is_skills_folder(dir);
}

/// A program that prints what is in a file, or some of it.
bool prints(const distill::Simple& simple) {
  constexpr std::array<std::string_view, 11> kTellNames{
      "ls", "find", "stat", "file", "wc", "tree", "which", "realpath", "basename", "dirname", "du"};
  const std::string program = distill::program_of(simple);
  return distill::only_looks(simple) &&
         std::find(kTellNames.begin(), kTellNames.end(), program) == kTellNames.end();
}

bool shell_reads(const event::Event& event) {
  const std::string command = distill::string_field(event.input, {"command", "cmd", "script"});
  const auto simples = distill::parse_shell(command.empty() ? distill::all_strings(event.input) : command);
  return std::any_of(simples.begin(), simples.end(), [](const distill::Simple& simple) {
    return prints(simple) && std::any_of(simple.words.begin(), simple.words.end(),
                                         [](const std::string& word) { return word.ends_with("SKILL.md"); });
  });
}

/// The events of one session from the first load on, in the order of time.
class Session {
 public:
  Session(store::Catalog& catalog, const store::Session& session, std::int64_t from) {
    const store::Slice slice{from, from + kMostEvents, false};
    store::read_events(catalog, session, slice, [&](const event::Event& e) { events_.push_back(e); });
    std::stable_sort(events_.begin(), events_.end(),  // what a transcript told later stands at the end
                     [](const event::Event& a, const event::Event& b) { return a.ts < b.ts; });
    for (std::size_t i = 0; i < events_.size(); ++i) places_[events_[i].seq] = i;
  }

  std::optional<std::size_t> place_of(const SkillLoad& load) const {
    const auto found = places_.find(load.seq);
    if (found == places_.end()) return std::nullopt;
    return found->second;
  }

  bool is_load(const SkillLoad& load, const Known& skill) const {
    const auto at = place_of(load);
    if (!at) return false;
    const bool by_name = load.shape.how == LoadedBy::tool || load.shape.how == LoadedBy::prompt;
    if (!by_name && !is_of(load.shape.path, skill)) return false;
    if (load.shape.how == LoadedBy::shell && !shell_reads(events_[*at])) return false;
    const bool failed = load.status == "error" || load.status == "denied" || load.status == "cancelled";
    return !failed || (load.shape.how == LoadedBy::shell && printed_name(load.call_id, skill.name));
  }

  std::vector<event::Event> between(std::size_t begin, std::size_t end) const {
    return {events_.begin() + static_cast<std::ptrdiff_t>(begin),
            events_.begin() + static_cast<std::ptrdiff_t>(std::min(end, events_.size()))};
  }
  const event::Event& at(std::size_t place) const { return events_[place]; }
  std::size_t size() const { return events_.size(); }

 private:
  /// A command that failed may have printed the skill before.
  bool printed_name(const std::string& call_id, const std::string& name) const {
    return std::any_of(events_.begin(), events_.end(), [&](const event::Event& e) {
      return e.call_id == call_id && e.kind == event::Kind::tool_end &&
             (distill::all_strings(e.output) + e.error.value_or("")).find("name: " + name) !=
                 std::string::npos;
    });
  }

  std::vector<event::Event> events_;
  std::map<std::int64_t, std::size_t> places_;  ///< by seq
};

/// What followed a load, as far as the task went.
struct Task {
  Followed followed;
  int last_turn = 0;
  std::size_t end = 0;  ///< the place of the event after it
};

std::vector<Deed> until_turn(const std::vector<Deed>& deeds, int turn) {
  std::vector<Deed> out;
  std::copy_if(deeds.begin(), deeds.end(), std::back_inserter(out),
               [&](const Deed& d) { return d.turn <= turn; });
  return out;
}

/// The turn of the load, and those after it in which more steps were done; turns without any deed do not end
/// it.
Task task_of(const Plan& plan, const std::vector<Deed>& deeds) {
  Task out;
  const int last = deeds.empty() ? 0 : deeds.back().turn;
  out.followed = follow(plan, until_turn(deeds, 0));
  for (int turn = 1; turn <= last; ++turn) {
    const bool idle = std::none_of(deeds.begin(), deeds.end(), [&](const Deed& d) { return d.turn == turn; });
    if (idle) continue;
    Followed more = follow(plan, until_turn(deeds, turn));
    if (more.done <= out.followed.done) break;
    out.followed = std::move(more);
    out.last_turn = turn;
  }
  return out;
}

/// The place behind the last event of that turn.
std::size_t end_of_turn(const Session& session, std::size_t begin, std::size_t end, int turn) {
  int now = 0;
  for (std::size_t i = begin + 1; i < end; ++i)
    if (session.at(i).kind == event::Kind::prompt && store::is_from_user(session.at(i)) && ++now > turn)
      return i;
  return end;
}

bool is_through(const Plan& plan, const Followed& followed) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (!plan.steps[i].optional && !plan.steps[i].parts.empty()) last = i;
  return followed.done > 0 && followed.last_done >= last;
}

/// Does a second load begin the task anew, rather than being read once more for the same one?
bool begins_anew(const Plan& plan, const Followed& before, const Followed& after) {
  if (before.done == 0 || after.done == 0 || after.first_done > before.last_done) return false;
  return is_through(plan, before);
}

/// Somebody worked on the skill, not by it.
bool is_upkeep(const std::vector<Deed>& deeds, const std::string& name) {
  return std::any_of(deeds.begin(), deeds.end(), [&](const Deed& d) {
    return d.part.kind == Part::Kind::change && ("/" + d.part.path).ends_with("/" + name + "/SKILL.md");
  });
}

class UseFinder {
 public:
  UseFinder(store::Catalog& catalog, const Known& skill, const std::vector<Known>& all, const Limits& limits)
      : catalog_(catalog), skill_(skill), all_(all), limits_(limits) {}

  std::vector<Use> find() {
    std::map<std::int64_t, std::vector<SkillLoad>> sessions;
    std::map<std::int64_t, Nanos> latest;
    const Nanos since =
        std::min_element(skill_.versions.begin(), skill_.versions.end(), [](const auto& a, const auto& b) {
          return a.since < b.since;
        })->since;
    for (SkillLoad& load : store::SkillLoads(catalog_.db()).named(skill_.name)) {
      if (load.ts < since) continue;  // somebody else's of that name
      latest[load.session] = load.ts;
      sessions[load.session].push_back(std::move(load));
    }
    std::vector<std::pair<Nanos, std::int64_t>> order;
    for (const auto& [session, ts] : latest) order.emplace_back(ts, session);
    std::sort(order.rbegin(), order.rend());
    for (const auto& [ts, session] : order)
      if (uses_.size() < limits_.most_uses) take_session(session, sessions[session]);
    std::stable_sort(uses_.begin(), uses_.end(), [](const Use& a, const Use& b) { return a.ts < b.ts; });
    return std::move(uses_);
  }

 private:
  /// The places where other skills of ours are loaded in that session.
  std::set<std::size_t> others_in(const Session& session, std::int64_t id) {
    std::set<std::size_t> out;
    for (const Known& other : all_) {
      if (other.name == skill_.name) continue;
      auto [known, is_new] = loads_.try_emplace(other.name);
      if (is_new) known->second = store::SkillLoads(catalog_.db()).named(other.name);
      for (const SkillLoad& load : known->second)
        if (load.session == id && session.is_load(load, other)) out.insert(*session.place_of(load));
    }
    return out;
  }

  void take_session(std::int64_t id, const std::vector<SkillLoad>& loads) {
    const auto row = store::Sessions(catalog_.db()).find(id);
    if (!row) return;
    std::int64_t first = loads.front().seq;
    for (const SkillLoad& load : loads) first = std::min(first, load.seq);
    const Session session(catalog_, *row, first);
    const auto others = others_in(session, id);
    std::map<std::size_t, const SkillLoad*> own;
    for (const SkillLoad& load : loads)
      if (session.is_load(load, skill_)) own[*session.place_of(load)] = &load;
    for (auto at = own.begin(); at != own.end();) {
      at = take_use(session, *row, own, at, end_of(session, *at->second, at->first, others));
    }
  }

  /// Where another skill takes over: at its load, if something of this one was done before. Agents load
  /// several and then go by them one after the other.
  std::size_t end_of(const Session& session, const SkillLoad& load, std::size_t begin,
                     const std::set<std::size_t>& others) {
    constexpr int kMostLooks = 8;
    auto next = others.upper_bound(begin);
    for (int i = 0; i < kMostLooks && next != others.end(); ++i, ++next)
      if (follow(plan_at(version_at(skill_, load.ts)), deeds_of(session.between(begin, *next))).done > 0)
        break;
    return next == others.end() ? session.size() : *next;
  }

  using Loads = std::map<std::size_t, const SkillLoad*>;

  Loads::iterator take_use(const Session& session, const store::Session& row, Loads& own, Loads::iterator at,
                           std::size_t end) {
    const Version& version = version_at(skill_, at->second->ts);
    const Plan& plan = plan_at(version);
    auto deeds = deeds_of(session.between(at->first, end));
    Task task = task_of(plan, deeds);
    task.end = end_of_turn(session, at->first, end, task.last_turn);
    auto next = std::next(at);
    for (; next != own.end() && next->first < task.end; ++next) {
      const auto before = follow(plan, deeds_of(session.between(at->first, next->first)));
      const auto after = follow(plan, deeds_of(session.between(next->first, task.end)));
      if (!begins_anew(plan, before, after)) continue;
      task.followed = before;
      break;
    }
    if (task.followed.done > 0 || !is_upkeep(deeds, skill_.name))
      uses_.push_back(use_of(row, *at->second, version, std::move(task.followed)));
    return next;
  }

  Use use_of(const store::Session& row, const SkillLoad& load, const Version& version,
             Followed followed) const {
    Use out;
    out.skill = skill_.name;
    out.agent = row.agent;
    out.session_id = row.session_id;
    out.session = row.id;
    out.version = version.hash;
    out.seq = load.seq;
    out.ts = load.ts;
    out.how = load.shape.how;
    out.followed = std::move(followed);
    out.inferred = out.result = result_of(out.followed);
    return out;
  }

  const Plan& plan_at(const Version& version) {
    const auto [known, is_new] = plans_.try_emplace(&version);
    if (is_new) known->second = plan_of(version.text);
    return known->second;
  }

  store::Catalog& catalog_;
  const Known& skill_;
  const std::vector<Known>& all_;
  const Limits& limits_;
  std::map<std::string, std::vector<SkillLoad>> loads_;  ///< of other skills
  std::map<const Version*, Plan> plans_;
  std::vector<Use> uses_;
};

}  // namespace

std::vector<Use> uses_of(store::Catalog& catalog, const Known& skill, const std::vector<Known>& all,
                         const Limits& limits) {
  return UseFinder(catalog, skill, all, limits).find();
}

}  // namespace galdr::outcome
