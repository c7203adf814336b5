/// The commands of `galdr`: one function each, in a file of its own. Each returns the exit status.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "drain/app.hpp"

namespace galdr::drain::cmd {

int overview(const App& app);
int sessions(const App& app);
int list(const App& app);
int show(const App& app, const std::string& ref);
int events(const App& app, const std::string& ref, bool all);  ///< ref empty: all sessions
int reindex(const App& app);
int doctor(const App& app, bool live);  ///< live: with a canary through each installed hook

struct RecStart {
  std::string name, goal;
  std::vector<std::string> inputs;  ///< "name=value"
};
int rec_start(const App& app, const RecStart& options);
int rec_stop(const App& app, const std::string& ref,
             bool distill);  ///< ref empty: the only one, or this session's
int rec_status(const App& app);
int rec_cancel(const App& app, const std::string& ref);
struct RecSave {
  std::string name, last, session;
  std::optional<std::int64_t> from_seq, to_seq;
};
int rec_save(const App& app, const RecSave& options);

struct Distill {
  std::vector<std::string> refs;
  std::string name;
  bool dry_run = false, install = false, strict = false;
  std::string from = {};    ///< a file with an author's SKILL.md, "-" for stdin
  std::string author = {};  ///< a command that writes one
  std::int64_t author_timeout_s = 300;
  bool brief = false;  ///< only print what an author is to read
  bool hint = true;    ///< say that an agent can write it better
};
int distill(const App& app, const Distill& options);
struct Validate {
  std::string name, file;  ///< name: an installed skill, a draft, or a path; file: "-" for stdin
  bool all = false, strict = false;
};
int validate(const App& app, const Validate& options);
/// Two runs of a task, step by step.
int diff(const App& app, const std::string& first, const std::string& second);

struct Suggest {
  std::optional<std::string> ref, never, forget;  ///< one that is "" names nothing: a variable that was empty
  std::vector<std::string> snooze;                ///< an id, and perhaps for how long
  std::size_t least = 2;
  bool all = false;
};
int suggest(const App& app, const Suggest& options);

int skills(const App& app);
int skill_show(const App& app, const std::string& name, const std::string& version);
int skill_history(const App& app, const std::string& name);
int skill_install(const App& app, const std::string& source, bool strict);  ///< a draft's name, or a folder
int skill_rollback(const App& app, const std::string& name, const std::string& version);
int skill_remove(const App& app, const std::string& name);
int skill_restore(const App& app, const std::string& name, const std::string& version);
int skill_link(const App& app, const std::string& name, const std::vector<std::string>& agents, bool undo);

struct Outcome {
  std::string skill, word;  ///< word "": list its uses; skill "": list all skills
  std::string session = {}, note = {};
  std::optional<std::int64_t> step = {};
};
int outcome(const App& app, const Outcome& options);
/// Verdicts of an outside judge, JSON Lines; "-" is stdin.
int judge_import(const App& app, const std::string& file);
int regress_pin(const App& app, const std::string& skill, const std::string& session);
int regress_unpin(const App& app, const std::string& skill);
int regress_status(const App& app, const std::string& skill);  ///< skill empty: all that are pinned

struct DrainOnce {
  std::int64_t max_rows = 0;  ///< 0: no limit
  std::int64_t max_seconds = 0;
  std::int64_t wait_seconds = 0;
};
int drain_once(const App& app, const DrainOnce& options);

int daemon_start(const App& app, bool foreground);
int daemon_stop(const App& app, std::int64_t grace_seconds);
int daemon_restart(const App& app, std::int64_t grace_seconds);
int daemon_reload(const App& app);
int daemon_status(const App& app);
int daemon_logs(const App& app);

int outbox_counts(const App& app);
int outbox_list(const App& app, bool dead);
int outbox_show(const App& app, const std::string& id);
int outbox_retry(const App& app, const std::vector<std::string>& ids);
int outbox_discard(const App& app, const std::vector<std::string>& ids);

int config_list(const App& app);
int config_get(const App& app, const std::string& key);
int config_set(const App& app, const std::string& key, const std::string& value);
int config_path(const App& app);

struct Import {
  std::string agent, path;  ///< path "": where the agent keeps its transcripts
};
int import(const App& app, const Import& options);

int demo(bool json);

}  // namespace galdr::drain::cmd
