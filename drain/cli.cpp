#include "drain/cli.hpp"

#include <CLI/CLI.hpp>
#include <functional>

#include "core/base/error.hpp"
#include "core/base/version.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/setup.hpp"
#include "drain/places.hpp"
#include "drain/setup/agents.hpp"

namespace galdr::drain {
namespace {

/// The parsed command line: what to run, and the options that several commands share.
struct Line {
  App app;
  std::function<int()> action;
  bool needs_root = true;
};

CLI::App* command(CLI::App& parent, Line& line, const std::string& name, const std::string& help,
                  std::function<int()> action) {
  CLI::App* sub = parent.add_subcommand(name, help);
  sub->add_flag("--json", line.app.json, "print one JSON object");
  sub->fallthrough();
  sub->callback([&line, action = std::move(action)] {
    if (!line.action) line.action = action;
  });
  return sub;
}

void add_no_drain(CLI::App& command, Line& line) {
  const auto off = [&line](std::int64_t) { line.app.drain = false; };
  command.add_flag_function("--no-drain", off, "do not take in what waits in the outbox first");
}

CLI::App* reading(CLI::App& parent, Line& line, const std::string& name, const std::string& help,
                  std::function<int()> action) {
  CLI::App* sub = command(parent, line, name, help, std::move(action));
  add_no_drain(*sub, line);
  return sub;
}

void add_setup(CLI::App& top, Line& line, cmd::SetupOptions& o) {
  auto* sub = command(top, line, "setup", "install the hook into an agent's own settings", [&] {
    o.json = line.app.json;
    return cmd::setup(o);
  });
  sub->add_option("agent", o.agents, setup::agent_names());
  sub->add_flag("--all", o.all, "every agent that is found");
  sub->add_flag("--check", o.check, "say whether it is installed; change nothing");
  sub->add_flag("--print", o.print, "print what to add by hand; change nothing");
  sub->add_flag("--undo", o.undo, "take it out again");
  sub->add_flag("--project", o.project, "in this project's settings, not the user's");
}

void add_rec(CLI::App& top, Line& line, cmd::RecStart& start, cmd::RecSave& save, std::string& ref,
             bool& then_distill) {
  auto* rec = top.add_subcommand("rec", "name a slice of what is recorded")->require_subcommand(1);
  rec->fallthrough();
  auto* begin =
      command(*rec, line, "start", "begin a recording", [&] { return cmd::rec_start(line.app, start); });
  begin->add_option("name", start.name, "what to call it");
  begin->add_option("--goal", start.goal, "what the work is for");
  begin->add_option("--input", start.inputs, "NAME=VALUE that another run would change")->type_name("N=V");
  auto* stop =
      command(*rec, line, "stop", "end it", [&] { return cmd::rec_stop(line.app, ref, then_distill); });
  stop->add_option("ref", ref, "which one");
  stop->add_flag("--distill", then_distill, "make a draft skill of it at once");
  reading(*rec, line, "status", "what is being recorded", [&] { return cmd::rec_status(line.app); });
  auto* cancel = command(*rec, line, "cancel", "drop the recording, not its events",
                         [&] { return cmd::rec_cancel(line.app, ref); });
  cancel->add_option("ref", ref, "which one")->required();
  auto* keep = command(*rec, line, "save", "name something that already happened",
                       [&] { return cmd::rec_save(line.app, save); });
  keep->add_option("name", save.name, "what to call it")->required();
  auto* last = keep->add_option("--last", save.last, "how far back: 20m, 2h");
  keep->add_option("--session", save.session, "which session; default: the latest one here");
  keep->add_option("--from", save.from_seq, "first event")->excludes(last);
  keep->add_option("--to", save.to_seq, "last event")->excludes(last);
}

void add_reading(CLI::App& top, Line& line, std::string& ref, bool& all) {
  reading(top, line, "sessions", "what agents did, a line a session",
          [&] { return cmd::sessions(line.app); });
  reading(top, line, "list", "recordings", [&] { return cmd::list(line.app); });
  reading(top, line, "show", "a recording or a session, step by step",
          [&] { return cmd::show(line.app, ref); })
      ->add_option("ref", ref, "recording or session; @ is the latest")
      ->required();
  auto* events = reading(top, line, "events", "normalised events; --json prints JSON Lines",
                         [&] { return cmd::events(line.app, ref, all); });
  events->add_option("ref", ref, "recording or session; all sessions without it");
  events->add_flag("--all", all, "duplicates and closings too");
}

void add_import(CLI::App& top, Line& line, cmd::Import& o) {
  auto* sub = command(top, line, "import", "past sessions out of an agent's own transcripts",
                      [&] { return cmd::import(line.app, o); });
  sub->add_option("agent", o.agent, "claude-code, codex, gemini-cli, copilot or opencode")->required();
  sub->add_option("path", o.path,
                  "the agent's home, a folder or one file; default: where the agent keeps them");
}

void add_distill(CLI::App& top, Line& line, cmd::Distill& o) {
  auto* sub = reading(top, line, "distill", "make a skill of one or several runs of a task",
                      [&] { return cmd::distill(line.app, o); });
  sub->add_option("ref", o.refs, "recordings or sessions")->required();
  sub->add_option("--name", o.name, "the skill's name");
  auto* dry = sub->add_flag("--dry-run", o.dry_run, "print it, write nothing");
  auto* install = sub->add_flag("--install", o.install, "put it where agents find it, if the gate lets it pass");
  sub->add_flag("--strict", o.strict, "warnings block, too");
  auto* from = sub->add_option("--from", o.from, "take this SKILL.md, if the gate lets it pass; - is stdin")
                   ->type_name("FILE");
  auto* author = sub->add_option("--author", o.author, "let a command write it: a brief on stdin, SKILL.md on stdout")
                     ->type_name("CMD")
                     ->excludes(from);
  sub->add_option("--author-timeout", o.author_timeout_s, "seconds that the command may take (300)")
      ->check(CLI::Range(1, 86'400));
  auto* brief = sub->add_flag("--brief", o.brief, "print what an agent needs to write it and hand it in by --from");
  for (auto* other : {from, author, dry, install}) brief->excludes(other);
}

void add_validate(CLI::App& top, Line& line, cmd::Validate& o) {
  auto* sub = command(top, line, "validate", "what the gate has to say of a skill",
                      [&] { return cmd::validate(line.app, o); });
  auto* name = sub->add_option("name", o.name, "an installed skill, a draft, a folder or a SKILL.md");
  auto* file = sub->add_option("--file", o.file, "this file; - is stdin")->type_name("F")->excludes(name);
  sub->add_flag("--all", o.all, "all that are installed, and all drafts")->excludes(name)->excludes(file);
  sub->add_flag("--strict", o.strict, "warnings count as errors");
}

void add_diff(CLI::App& top, Line& line, std::string& first, std::string& second) {
  auto* sub = reading(top, line, "diff", "two runs of a task: what differs, in steps, values and failures",
                      [&] { return cmd::diff(line.app, first, second); });
  sub->add_option("a", first, "recording or session")->required();
  sub->add_option("b", second, "recording or session")->required();
}

void add_suggest(CLI::App& top, Line& line, cmd::Suggest& o) {
  auto* sub = reading(top, line, "suggest", "tasks that were done again and again, worth a skill",
                      [&] { return cmd::suggest(line.app, o); });
  auto* ref = sub->add_option("id", o.ref, "show this one, and what to type to make a skill of it");
  auto* snooze =
      sub->add_option("--snooze", o.snooze, "do not suggest it for 7 days, or as long as you say: 12h, 30d");
  snooze->expected(1, 2)->type_name("ID [DURATION]")->excludes(ref);
  auto* never = sub->add_option("--never", o.never, "never suggest it again");
  never->type_name("ID")->excludes(ref)->excludes(snooze);
  auto* forget = sub->add_option("--forget", o.forget, "take back a snooze or never");
  forget->type_name("ID")->excludes(ref)->excludes(snooze)->excludes(never);
  sub->add_option("--min", o.least, "how often it must have been done, at least")
      ->check(CLI::Range(std::size_t{2}, std::size_t{1000000}))
      ->capture_default_str();
  sub->add_flag("--all", o.all, "those too that a skill does already, or that were snoozed");
}

struct SkillLine {
  std::string name, version;
  std::vector<std::string> agents;
  bool undo = false, strict = false;
};

void add_skill(CLI::App& top, Line& line, SkillLine& o) {
  reading(top, line, "skills", "skills of galdr's, how they are and how they did", [&] { return cmd::skills(line.app); });
  auto* skill = top.add_subcommand("skill", "one skill: look at it, install, link, roll back, remove");
  skill->require_subcommand(1)->fallthrough();
  const auto add = [&](const char* name, const char* help, std::function<int()> action) {
    CLI::App* sub = command(*skill, line, name, help, std::move(action));
    sub->add_option("name", o.name, "which skill")->required();
    return sub;
  };
  const auto with_version = [&](CLI::App* sub, const char* help) { sub->add_option("version", o.version, help); };
  auto* show = add("show", "its SKILL.md, and how it is", [&] { return cmd::skill_show(line.app, o.name, o.version); });
  with_version(show, "that version of it; default: what is installed");
  add_no_drain(*show, line);
  add("history", "what was done to it", [&] { return cmd::skill_history(line.app, o.name); });
  add("install", "a draft, or a folder that you name, if the gate lets it pass",
      [&] { return cmd::skill_install(line.app, o.name, o.strict); })
      ->add_flag("--strict", o.strict, "warnings block, too");
  with_version(add("rollback", "put an earlier version in force",
                   [&] { return cmd::skill_rollback(line.app, o.name, o.version); }),
               "default: the one before");
  add("rm", "remove it, and the links to it", [&] { return cmd::skill_remove(line.app, o.name); });
  with_version(add("restore", "put a removed one back", [&] { return cmd::skill_restore(line.app, o.name, o.version); }),
               "default: as it was removed");
  auto* link = add("link", "link it into the folders of agents that do not look where it is installed",
                   [&] { return cmd::skill_link(line.app, o.name, o.agents, o.undo); });
  link->add_option("agent", o.agents, place_agents() + "; default: those on this machine");
  link->add_flag("--undo", o.undo, "take the links out again");
}

void add_outcome(CLI::App& top, Line& line, cmd::Outcome& o, std::string& file) {
  auto* sub = reading(top, line, "outcome", "how a skill's uses went; or say how one went",
                      [&] { return cmd::outcome(line.app, o); });
  auto* skill = sub->add_option("skill", o.skill, "which one; all of them without it");
  auto* word = sub->add_option("verdict", o.word, "good, bad or mixed")->needs(skill);
  word->check(CLI::IsMember({"good", "bad", "mixed"}));
  sub->add_option("--session", o.session, "the use in this session; default: the latest")->needs(word);
  sub->add_option("--step", o.step, "of this step alone")->needs(word);
  sub->add_option("--note", o.note, "why")->needs(word);
  auto* judge = top.add_subcommand("judge", "what other programs say of skills")->require_subcommand(1);
  judge->fallthrough();
  command(*judge, line, "import", "take verdicts, JSON Lines with skill, judge and verdict or score",
          [&] { return cmd::judge_import(line.app, file); })
      ->add_option("file", file, "- is stdin")
      ->required();
}

void add_regress(CLI::App& top, Line& line, std::string& skill, std::string& session) {
  auto* regress =
      top.add_subcommand("regress", "do skills still work as they once did?")->require_subcommand(1);
  regress->fallthrough();
  auto* pin = command(*regress, line, "pin", "hold later uses against this one",
                      [&] { return cmd::regress_pin(line.app, skill, session); });
  pin->add_option("skill", skill, "which one")->required();
  pin->add_option("--session", session, "the use in this session; default: the latest");
  command(*regress, line, "unpin", "no more", [&] { return cmd::regress_unpin(line.app, skill); })
      ->add_option("skill", skill, "which one")
      ->required();
  reading(*regress, line, "status", "exit status 1 if any use since then was worse",
          [&] { return cmd::regress_status(line.app, skill); })
      ->add_option("skill", skill, "which one; all that are pinned without it");
}

void add_daemon(CLI::App& top, Line& line, bool& foreground, std::int64_t& grace) {
  auto* daemon = top.add_subcommand("daemon", "the drain in the background")->require_subcommand(1);
  daemon->fallthrough();
  command(*daemon, line, "start", "start it", [&] {
    return cmd::daemon_start(line.app, foreground);
  })->add_flag("--foreground", foreground, "stay here, for systemd and launchd");
  for (const bool again : {false, true}) {
    auto action = [&, again] {
      return again ? cmd::daemon_restart(line.app, grace) : cmd::daemon_stop(line.app, grace);
    };
    command(*daemon, line, again ? "restart" : "stop",
            again ? "stop it and start it" : "stop it: SIGTERM, then SIGKILL", action)
        ->add_option("--grace", grace, "seconds before SIGKILL")
        ->check(CLI::Range(0, 3600));
  }
  command(*daemon, line, "reload", "read the settings again", [&] { return cmd::daemon_reload(line.app); });
  command(*daemon, line, "status", "exit status 0 running, 1 stale, 3 not running, 4 stuck",
          [&] { return cmd::daemon_status(line.app); });
  command(*daemon, line, "logs", "what it said", [&] { return cmd::daemon_logs(line.app); });
}

void add_drain(CLI::App& top, Line& line, cmd::DrainOnce& o, bool& once) {
  auto* sub =
      command(top, line, "drain", "drain what waits, for cron", [&] { return cmd::drain_once(line.app, o); });
  sub->add_flag("--once", once, "until nothing waits, then end")->required();
  sub->add_option("--max-rows", o.max_rows, "stop after so many events")->check(CLI::NonNegativeNumber);
  sub->add_option("--max-seconds", o.max_seconds, "stop after so long")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 30));
  sub->add_option("--wait", o.wait_seconds, "wait so long for the lock")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 30));
  command(top, line, "reindex", "build catalog.db again from the span files",
          [&] { return cmd::reindex(line.app); });
}

void add_outbox(CLI::App& top, Line& line, bool& dead, std::string& id, std::vector<std::string>& ids) {
  auto* box = command(top, line, "outbox", "events that wait, and those that could not be drained",
                      [&] { return cmd::outbox_counts(line.app); });
  command(*box, line, "list", "a line each", [&] {
    return cmd::outbox_list(line.app, dead);
  })->add_flag("--dead", dead, "the dead ones");
  command(*box, line, "show", "one, redacted", [&] { return cmd::outbox_show(line.app, id); })
      ->add_option("id", id)
      ->required();
  command(*box, line, "retry", "put dead ones back", [&] { return cmd::outbox_retry(line.app, ids); })
      ->add_option("id", ids)
      ->required();
  command(*box, line, "discard", "remove dead ones for good",
          [&] { return cmd::outbox_discard(line.app, ids); })
      ->add_option("id", ids)
      ->required();
}

void add_config(CLI::App& top, Line& line, std::string& key, std::string& value) {
  auto* config = command(top, line, "config", "settings", [&] { return cmd::config_list(line.app); });
  command(*config, line, "get", "one of them", [&] { return cmd::config_get(line.app, key); })
      ->add_option("key", key)
      ->required();
  auto* set =
      command(*config, line, "set", "change one", [&] { return cmd::config_set(line.app, key, value); });
  set->add_option("key", key)->required();
  set->add_option("value", value)->required();
  command(*config, line, "path", "where they are kept", [&] { return cmd::config_path(line.app); });
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::busy:
      return kBusy;
    case ErrorCode::usage:
      return kUsage;
    case ErrorCode::not_found:
      return kNoMatch;
    case ErrorCode::refused:
      return kRefused;
    default:
      return kFailed;
  }
}

int act(Line& line) {
  try {
    if (line.needs_root) line.app.root = root_or_throw();
    return line.action();
  } catch (const Error& e) {
    warn(e.what());
    return status_of(e.code());
  } catch (const std::exception& e) {
    warn(std::string("unexpected: ") + e.what());
    return kFailed;
  }
}

}  // namespace

int run_cli(int argc, char** argv) {
  CLI::App top("galdr: record and replay for agent skills", "galdr");
  Line line;
  cmd::SetupOptions setup;
  cmd::RecStart rec_start;
  cmd::RecSave rec_save;
  cmd::Distill distill;
  cmd::Validate validate;
  cmd::Import import;
  cmd::Suggest suggest;
  SkillLine skill;
  cmd::Outcome outcome;
  cmd::DrainOnce drain;
  std::string ref, id, key, value;
  std::vector<std::string> ids;
  bool all = false, then_distill = false, foreground = false, once = false, dead = false, live = false;
  std::int64_t grace = 10;
  top.set_version_flag("--version", std::string("galdr ") + kVersion);
  top.add_flag("--json", line.app.json, "print one JSON object");
  add_no_drain(top, line);
  add_setup(top, line, setup);
  add_rec(top, line, rec_start, rec_save, ref, then_distill);
  add_reading(top, line, ref, all);
  add_distill(top, line, distill);
  add_validate(top, line, validate);
  add_diff(top, line, ref, id);
  add_suggest(top, line, suggest);
  add_skill(top, line, skill);
  add_outcome(top, line, outcome, ref);
  add_regress(top, line, ref, id);
  add_import(top, line, import);
  add_daemon(top, line, foreground, grace);
  add_drain(top, line, drain, once);
  add_outbox(top, line, dead, id, ids);
  add_config(top, line, key, value);
  command(top, line, "doctor", "what could be wrong, and what to do", [&] {
    return cmd::doctor(line.app, live);
  })->add_flag("--live", live, "also send an event through each installed hook");
  command(top, line, "demo", "a recorded session becomes a skill, in a temporary folder",
          [&] { return cmd::demo(line.app.json); });
  try {
    top.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return top.exit(e) == 0 ? kDone : kUsage;
  }
  if (!line.action) line.action = [&] { return cmd::overview(line.app); };
  return act(line);
}

}  // namespace galdr::drain
