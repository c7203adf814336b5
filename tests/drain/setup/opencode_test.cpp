#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.hpp"
#include "drain/setup/command.hpp"
#include "drain/setup/setup.hpp"
#include "tests/drain/setup/home.hpp"

using namespace galdr::drain::setup;
using Catch::Matchers::Message;
using galdr::test::Home;
using galdr::test::slurp;
using galdr::test::spit;
using nlohmann::json;

namespace {

Target target(const Home& home) {
  return {opencode(), config_path(opencode(), false), home.hook(), *galdr::find_root()};
}

/// Runs calls of a hooks object `h` of the plugin, and gives what galdr-hook was handed.
std::vector<json> payloads(const Home& home, const std::string& node, const std::string& calls) {
  spit(home.hook(), "#!/bin/sh\necho \"$*\" >>'" + home.path() + "/arguments'\ntext=$(/bin/cat)\n" +
                        "printf '%s\\n' \"$text\" >>'" + home.path() + "/payloads'\n");
  const std::string script =
      "import { readFileSync } from 'node:fs'\n"
      "const text = readFileSync(process.argv[1])\n"
      "const { Galdr } = await import('data:text/javascript;base64,' + text.toString('base64'))\n"
      "const h = await Galdr({ project: { id: 'p1' }, directory: '/work', worktree: '/' })\n" +
      calls;
  const auto ran =
      galdr::test::run({node, "--input-type=module", "-e", script, config_path(opencode(), false)});
  CHECK(ran.status == 0);
  CHECK(ran.out.empty());
  CHECK(ran.err.empty());
  std::vector<json> out;
  for (const auto& line : galdr::test::lines(slurp(home / "payloads"))) out.push_back(json::parse(line));
  return out;
}

}  // namespace

TEST_CASE("the plugin holds the hook's path as a string of JavaScript", "[setup]") {
  const Home home;
  Target at = target(home);
  at.program = "/a \"b\"/\xc3\xa4/galdr-hook";
  const std::string text = fragment(at);
  CHECK(text.find("const HOOK = \"/a \\\"b\\\"/\xc3\xa4/galdr-hook\"\n") != std::string::npos);
  CHECK(text.find("@GALDR") == std::string::npos);
  at.program = "/\xff/galdr-hook";
  CHECK_THROWS_AS(fragment(at), galdr::Error);
}

TEST_CASE("another galdr's plugin is outdated, and replaced", "[setup]") {
  const Home home;
  const Target at = target(home);
  install(at);
  const std::string good = slurp(at.config);
  spit(at.config, good.substr(0, good.find('\n')) + "\r\nexport const Galdr = 1\n");
  const Inspection seen = inspect(at);
  CHECK(seen.state == State::outdated);
  CHECK(seen.problems == std::vector<std::string>{"the plugin is not the one that this galdr writes"});
  CHECK(install(at) == State::updated);
  CHECK(slurp(at.config) == good);
  CHECK(undo(at) == State::removed);
  CHECK_FALSE(std::filesystem::exists(home / ".config"));
}

TEST_CASE("an empty file in the plugin's place comes back even after an edit", "[setup]") {
  const Home home;
  const Target at = target(home);
  std::filesystem::create_directories(home / ".config/opencode/plugin");
  spit(at.config, "\n");
  install(at);
  spit(at.config, slurp(at.config) + "// mine\n");
  CHECK(undo(at) == State::removed);
  CHECK(slurp(at.config) == "\n");
}

TEST_CASE("a file of another's in the plugin's place is named and refused", "[setup]") {
  const Home home;
  const Target at = target(home);
  std::filesystem::create_directories(home / ".config/opencode/plugin");
  spit(at.config, "export const Mine = async () => ({})\n");
  CHECK_THROWS_MATCHES(install(at), galdr::Error,
                       Message(at.config + ": this file is not galdr's, and its name is that of galdr's "
                                           "plugin: move it away, then try again"));
  CHECK(slurp(at.config) == "export const Mine = async () => ({})\n");
}

TEST_CASE("the plugin tells the fewest events that tell everything, and throws nothing", "[setup]") {
  const auto node = programs_on_path("node");
  if (node.empty()) SKIP("there is no node");
  const Home home;
  install(target(home));
  SECTION("events, in the shape that the recorder knows") {
    const auto sent = payloads(home, node[0], R"(
      const s = { sessionID: 'ses_1' }
      await h.event({ event: { type: 'session.created', properties: { info: { id: 'ses_1' } } } })
      await h.event({ event: { type: 'session.updated', properties: s } })
      await h['chat.message'](s, { parts: [] })
      await h['tool.execute.before']({ ...s, tool: 'bash', callID: 'c1' }, { args: { command: 'ls' } })
      await h['tool.execute.after']({ ...s, tool: 'bash', callID: 'c1' }, { output: 'x'.repeat(3000000) })
      const part = (type, status) => ({ event: { type: 'message.part.updated',
        properties: { part: { ...s, type, state: { status } } } } })
      await h.event(part('tool', 'running'))
      await h.event(part('text', 'error'))
      await h.event(part('tool', 'error'))
      await h.event({ event: { type: 'session.idle', properties: s } })
      await h.dispose())");
    std::vector<std::string> names;
    for (const json& payload : sent) {
      names.push_back(payload.at("hook_event_name"));
      CHECK(payload.at("cwd") == "/work");
      CHECK(payload.at("project_id") == "p1");
      CHECK(payload.at("session_id") == "ses_1");
    }
    CHECK(names == std::vector<std::string>{"event.session.created", "chat.message", "tool.execute.before",
                                            "tool.execute.after", "event.message.part.updated",
                                            "event.session.idle", "dispose"});
    CHECK(sent.at(2).at("output").at("args").at("command") == "ls");
    CHECK(sent.at(3).at("output").at("output").get<std::string>().size() == 3000000);
    CHECK(sent.at(5).at("event").at("type") == "session.idle");
    CHECK(galdr::test::lines(slurp(home / "arguments")).front() == "--agent opencode");
  }
  SECTION("its end waits for events that opencode did not wait for") {
    const auto sent = payloads(home, node[0], R"(
      h.event({ event: { type: 'session.idle', properties: { sessionID: 'ses_1' } } })
      await h.dispose()
      process.exit(0))");
    CHECK(sent.size() == 2);
  }
  SECTION("its end is told to the latest sessions") {
    const auto sent = payloads(home, node[0], R"(
      for (let i = 0; i < 10; ++i) await h['chat.message']({ sessionID: 's' + i }, {})
      await h['chat.message']({ sessionID: 's2' }, {})
      await h.dispose())");
    std::set<std::string> ended;
    for (const json& payload : sent)
      if (payload.at("hook_event_name") == "dispose") ended.insert(payload.at("session_id"));
    CHECK(ended == std::set<std::string>{"s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"});
  }
  SECTION("a hook that is gone, or reads nothing, is no matter") {
    const char* calls = "await h['chat.message']({ sessionID: 's' }, { text: 'x'.repeat(3000000) })";
    spit(home.hook(), "#!/bin/sh\nexit 1\n");
    const std::string script =
        "import { readFileSync } from 'node:fs'\n"
        "const { Galdr } = await import('data:text/javascript;base64,' + "
        "readFileSync(process.argv[1]).toString('base64'))\n"
        "const h = await Galdr({ directory: '/' })\n" +
        std::string(calls);
    for (const bool gone : {false, true}) {
      if (gone) std::filesystem::remove(home.hook());
      const auto ran =
          galdr::test::run({node[0], "--input-type=module", "-e", script, config_path(opencode(), false)});
      CHECK(ran.status == 0);
      CHECK((ran.out + ran.err).empty());
    }
  }
}
