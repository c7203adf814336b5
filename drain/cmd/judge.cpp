#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/distill/text.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/cmd/outcomes.hpp"

namespace galdr::drain::cmd {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20, kLongestLine = std::size_t{256} << 10;
constexpr std::size_t kLongestName = 200, kLongestNote = 4000, kMostTold = 50;
constexpr double kGood = 0.7, kBad = 0.4;  ///< scores from and below which a word is given

std::string read_input(const std::string& file) {
  if (file != "-") {
    auto text = read_file(file, kMostBytes);
    if (!text) throw Error(ErrorCode::not_found, "there is no file " + printable(file));
    return std::move(*text);
  }
  std::string out;
  char buffer[1 << 16];
  for (ssize_t n = 0; (n = ::read(STDIN_FILENO, buffer, sizeof buffer)) > 0;) {
    out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > kMostBytes) throw Error(ErrorCode::invalid, "more than 64 MiB of verdicts");
  }
  return out;
}

/// What is wrong with a line; it goes no further than its report.
struct Refused {
  std::string why;
};

std::string text_at(const Json& object, const char* key, std::size_t most = kLongestName) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return "";
  if (!found->is_string()) throw Refused{std::string(key) + " is no string"};
  const auto& text = found->get_ref<const std::string&>();
  if (text.size() > most) throw Refused{std::string(key) + " is too long"};
  return text;
}

void take_opinion(const Json& object, store::Verdict& out) {
  out.word = text_at(object, "verdict");
  const auto score = object.find("score");
  if (score != object.end() && !score->is_null()) {
    if (!score->is_number()) throw Refused{"score is no number"};
    out.score = score->get<double>();
    if (!(*out.score >= 0 && *out.score <= 1)) throw Refused{"score is not between 0 and 1"};
  }
  if (out.word.empty() && out.score)
    out.word = *out.score >= kGood ? "good" : *out.score < kBad ? "bad" : "mixed";
  if (out.word.empty()) throw Refused{"neither verdict nor score"};
  if (out.word != "good" && out.word != "bad" && out.word != "mixed")
    throw Refused{"verdict is none of good, bad, mixed"};
}

/// Reads the lines of an outside judge.
class Judgement {
 public:
  Judgement(const App& app, store::Catalog& catalog)
      : reports_(outcome::reports(catalog, known_skills(app))) {}

  store::Verdict read(std::string_view line) const {
    if (line.size() > kLongestLine) throw Refused{"too long"};
    const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth < 16; };
    const Json object = Json::parse(line, shallow, false);
    if (!object.is_object()) throw Refused{"no JSON object"};
    store::Verdict out;
    out.skill = text_at(object, "skill");
    out.judge = text_at(object, "judge");
    out.note = text_at(object, "note", kLongestNote);
    out.version = text_at(object, "version");
    if (out.skill.empty()) throw Refused{"no skill"};
    if (out.judge.empty()) throw Refused{"no judge"};
    if (out.judge == "user") throw Refused{"`user` is what a person says, by galdr outcome"};
    take_opinion(object, out);
    find_use(object, out);
    const std::string id = text_at(object, "id");
    out.id = "judge-" +
             sha256_hex(out.judge + '\0' + (id.empty() ? std::string(line) : "id\0" + id)).substr(0, 32);
    return out;
  }

 private:
  /// The use that a line means: that of the session it names, else the latest.
  void find_use(const Json& object, store::Verdict& out) const {
    const auto report = std::find_if(reports_.begin(), reports_.end(),
                                     [&](const outcome::Report& r) { return r.name == out.skill; });
    if (report == reports_.end()) throw Refused{"there is no skill " + printable(out.skill)};
    std::string session = text_at(object, "session");
    if (session.empty()) session = text_at(object, "session_id");
    const auto use = std::find_if(report->uses.rbegin(), report->uses.rend(), [&](const outcome::Use& u) {
      return session.empty() ? out.version.empty() || u.version.starts_with(out.version)
                             : u.session_id == session;
    });
    if (use == report->uses.rend()) throw Refused{"no such use of " + printable(out.skill) + " is recorded"};
    out.agent = use->agent;
    out.session_id = use->session_id;
    out.seq = use->seq;
    if (out.version.empty()) out.version = use->version;
    const auto step = object.find("step");
    if (step == object.end() || step->is_null()) return;
    const bool known = step->is_number_integer() && *step >= 1 && *step <= use->followed.steps.size();
    if (!known) throw Refused{"the skill has no such step"};
    out.step = step->get<std::int64_t>();
  }

  std::vector<outcome::Report> reports_;
};

struct Line {
  std::size_t number;
  std::string why;
};

void report(const App& app, std::size_t imported, std::size_t duplicates, const std::vector<Line>& refused) {
  if (app.json) {
    Json lines = Json::array();
    for (const Line& line : refused) lines.push_back({{"line", line.number}, {"message", line.why}});
    return print_json({{"imported", imported}, {"duplicates", duplicates}, {"refused", std::move(lines)}});
  }
  print(std::to_string(imported) + " taken, " + std::to_string(duplicates) + " known already, " +
        std::to_string(refused.size()) + " refused\n");
  for (std::size_t i = 0; i < std::min(refused.size(), kMostTold); ++i)
    warn("line " + std::to_string(refused[i].number) + ": " + refused[i].why);
}

}  // namespace

int judge_import(const App& app, const std::string& file) {
  const auto lines = distill::split_lines(read_input(file));
  Writing writing(app);
  const Judgement judgement(app, writing.catalog());
  std::vector<store::Verdict> verdicts;
  std::vector<Line> refused;
  const Nanos now = realtime_now();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (distill::trim(lines[i]).empty()) continue;
    try {
      store::Verdict verdict = judgement.read(distill::trim(lines[i]));
      verdict.ts = now + static_cast<Nanos>(i);  // in their order
      for (std::string* text : {&verdict.note, &verdict.judge}) writing.drainer().rules().redact(*text);
      verdicts.push_back(std::move(verdict));
    } catch (const Refused& r) {
      refused.push_back({i + 1, r.why});
    }
  }
  const auto added = store::append_verdicts(writing.catalog().db(), app.root, verdicts);
  const auto imported = static_cast<std::size_t>(std::count(added.begin(), added.end(), true));
  report(app, imported, added.size() - imported, refused);
  return refused.empty() ? kDone : kFailed;
}

}  // namespace galdr::drain::cmd
