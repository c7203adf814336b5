#include "core/store/policy.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"
#include "core/store/called_paths.hpp"
#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

event::Event call(const std::string& tool, const std::string& input, const std::string& cwd = "/w") {
  event::Event event;
  event.kind = event::Kind::tool_start;
  event.tool = tool;
  event.input = input;
  event.cwd = cwd;
  return event;
}

bool denied(const std::vector<std::string>& paths, const event::Event& event) {
  return store::Policy({}, paths).denies(event);
}

}  // namespace

TEST_CASE("calls of denied tools are denied, by name or pattern", "[store]") {
  store::Policy policy({"WebFetch", "mcp__secret__*"}, {});
  CHECK(policy.denies(call("WebFetch", "{}")));
  CHECK(policy.denies(call("mcp__secret__read", "{}")));
  CHECK_FALSE(policy.denies(call("mcp__other__read", "{}")));
  CHECK_FALSE(policy.denies(call("webfetch", "{}")));
}

TEST_CASE("calls that name a denied path are denied", "[store]") {
  CHECK(denied({".env"}, call("Read", R"({"file_path":"/w/.env"})")));
  CHECK(denied({".env"}, call("Bash", R"({"command":"cat .env | head"})")));
  CHECK(denied({".env"}, call("Bash", R"({"command":"FOO=x ./run --file=sub/.env"})")));
  CHECK(denied({"*.pem"}, call("view", R"({"path":"keys/a.pem"})")));
  CHECK(denied({"/etc/ssl"}, call("Bash", R"({"command":"ls ../etc/ssl/private"})")));
  CHECK(denied({"/w/secret/"}, call("apply_patch", R"({"command":"*** Add File: secret/x\n+1"})")));
  CHECK(denied({"secret"}, call("MultiEdit", R"({"edits":[{"filePath":"secret/x"}]})")));
  CHECK_FALSE(denied({".env"}, call("Read", R"({"file_path":"/w/.environment"})")));
  CHECK_FALSE(denied({".env"}, call("Write", R"({"file_path":"/w/a","content":".env"})")));
  CHECK_FALSE(denied({"/etc"}, call("Read", R"({"file_path":"etc/x"})")));
}

TEST_CASE("a denied path is found however a call names it", "[store]") {
  setenv("HOME", "/home/dev", 1);
  const std::vector<std::string> paths = {"~/.ssh/", "/d/my secret/", "/d/x"};
  for (const char* command : {"cat $HOME/.ssh/id", R"(cat \"${HOME}/.ssh/id\")", R"(cat \"/d/my secret/a\")",
                              R"(cat '/d/my secret/a')", R"(cat /d/my\\ secret/a)",
                              R"(*** Begin Patch\n*** Update File: /d/my secret/a\n+1)"})
    CHECK(denied(paths, call("Bash", R"({"command":")" + std::string(command) + "\"}")));
  CHECK(denied(paths, call("Write", R"("/d/my secret/a")")));  // the input is nothing but the path
  CHECK(denied(paths, call("apply_patch", R"({"patchText":"*** Delete File: ../d/x"})")));
  CHECK(denied(paths, call("move_file", R"({"source":"/d/x","destination":"/e"})")));
  CHECK(denied(paths, call("Glob", R"({"pattern":"/d/x/**"})")));
  CHECK_FALSE(denied(paths, call("Grep", R"({"pattern":"d/x"})")));
}

TEST_CASE("an event without a folder is judged by that of its session, or by the whole paths that it names",
          "[store]") {
  CHECK(denied({"/d/x"}, call("Read", R"({"file_path":"/d/x/a"})", "")));
  CHECK(denied({"*.pem"}, call("Read", R"({"file_path":"a.pem"})", "")));
  CHECK_FALSE(denied({"/d/x"}, call("Read", R"({"file_path":"x/a"})", "")));
  CHECK(store::Policy({}, {"/d/x"}).denies(call("Read", R"({"file_path":"x/a"})", ""), "/d"));
  CHECK(store::Policy({}, {"/d/x"}).denies(call("", "", ""), "/d/x/sub"));
  CHECK(denied({"/d/x"}, call("", "", "/d/y/../x")));
}

TEST_CASE("folders that are not there cost a policy nothing", "[store]") {
  std::string deep;
  while (deep.size() < (std::size_t{60} << 10)) deep += "/a";
  const std::string words = [] {
    std::string all;
    for (int i = 0; i < 10'000; ++i) all += std::to_string(i) + ' ';
    return all;
  }();
  store::Policy policy({}, {"/x/y"});
  for (int i = 0; i < 200; ++i) CHECK_FALSE(policy.denies(call("", "", '/' + std::to_string(i) + deep)));
  CHECK_FALSE(policy.denies(call("Bash", R"({"command":")" + words + "\"}", deep.substr(0, 4000))));
}

TEST_CASE("a project is denied by its path, and all its events with it", "[store]") {
  event::Event prompt = call("", "", "/home/dev/private/sub");
  CHECK(denied({"/home/dev/private"}, prompt));
  CHECK(denied({"/home/*/private"}, prompt));
  prompt.cwd = "/home/dev/private-not";
  CHECK_FALSE(denied({"/home/dev/private"}, prompt));
}

TEST_CASE("a .galdrignore holds for its folder and those below", "[store]") {
  const TempDir dir;
  make_private_dirs(dir / "p/sub");
  spit(dir / "p/.galdrignore", "# not these\nsecrets/*\n!secrets/public\n/only-here\n");
  store::Policy policy({}, {});
  const auto reads = [&](const std::string& path, const std::string& cwd) {
    return policy.denies(call("Read", R"({"file_path":")" + path + "\"}", dir / cwd));
  };
  CHECK(reads("secrets/a", "p"));
  CHECK(reads("../secrets/a", "p/sub"));
  CHECK_FALSE(reads("secrets/public", "p"));
  CHECK(reads("only-here", "p"));
  CHECK_FALSE(reads("only-here", "p/sub"));
  CHECK_FALSE(reads("x", "p"));
  SECTION("a star turns the project off") {
    spit(dir / "p/.galdrignore", "*\n");
    policy.begin_batch();
    CHECK(policy.denies(call("", "", dir / "p/sub")));
    CHECK_FALSE(policy.denies(call("", "", dir.path())));
  }
  SECTION("a link is not followed") {
    std::filesystem::rename(dir / "p/.galdrignore", dir / "rules");
    std::filesystem::create_symlink(dir / "rules", dir / "p/.galdrignore");
    policy.begin_batch();
    CHECK_FALSE(reads("secrets/a", "p"));
  }
}

TEST_CASE("what is denied leaves no line, and what a summary lists of it neither", "[store]") {
  Store store;
  store.rules().policy = store::Policy({"Bash"}, {});
  const std::string call = R"("tool_name": "Bash", "tool_use_id": "a", "tool_input": {"command": "ls"})";
  const std::string batch =
      R"("tool_calls": [{"tool_name": "Bash", "tool_use_id": "a", "tool_input": {"command": "ls"}, "tool_response": "secret"}])";
  CHECK(store.take({raw(1, payload("s", "PreToolUse", call)), raw(2, payload("s", "PostToolUse", call)),
                    raw(3, payload("s", "PostToolBatch", batch)), raw(4, payload("s", "Stop"))}) == 2);
  CHECK(store.session("s").calls == 0);
  CHECK(slurp(store.span_path("s")).find("secret") == std::string::npos);
}

TEST_CASE("paths are told without dots, from the folder of the call", "[store]") {
  CHECK(store::absolute_path("../a/./b", "/w/x") == "/w/a/b");
  CHECK(store::absolute_path("/a/b/", "/w") == "/a/b");
  CHECK(store::called_paths(call("Read", R"({"file_path":5,"x":{"path":["a","b"]}})"), "/w") ==
        std::vector<std::string>{"/w/a", "/w/b"});
  CHECK(store::called_paths(call("Read", ""), "/w").empty());
}

}  // namespace galdr::test
