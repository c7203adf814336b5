#include "core/event/payload.hpp"

#include <catch2/catch_test_macros.hpp>

#include "core/event/adapters.hpp"

using namespace galdr::event;

TEST_CASE("a path leads through the first members of its names", "[event]") {
  const std::string json = R"({"a":{"b":{"c":1},"b":2},"a.b":3,"x":[{"y":4}]})";
  CHECK(json_at(json, "a.b.c") == "1");
  CHECK(json_at(json, "a") == R"({"b":{"c":1},"b":2})");
  CHECK(json_at(json, "a.c").empty());
  CHECK(json_at(json, "a.b.c.d").empty());
  CHECK(json_at(json, "x.y").empty());
  CHECK(json_at("", "a").empty());
  CHECK(json_at_any(json, {"n", "a.n", "a.b.c", "x"}) == "1");
}

TEST_CASE("what a path leads to can be left out", "[event]") {
  const std::string json = R"({"a":{"b":{"c":1},"b":2},"a.b":3,"d":4})";
  CHECK(json_without(json, {}) == json);
  CHECK(json_without(json, {"a.b.c"}) == R"({"a":{"b":{},"b":2},"a.b":3,"d":4})");
  CHECK(json_without(json, {"a.b"}) == R"({"a":{"b":2},"a.b":3,"d":4})");
  CHECK(json_without(json, {"a", "a.b", "d"}) == R"({"a.b":3})");
  CHECK(json_without(json, {"d.x", "n"}) == json);
  CHECK(json_without("7", {"a"}) == "{}");
}

TEST_CASE("what no column takes is left of a payload", "[event]") {
  const std::string json = R"({"a":{"b":"x","c":[1]},"n":"first","n":"second"})";
  Payload payload(json);
  Event event;
  CHECK(move_to(event, Column::tool, payload, "a.b"));
  CHECK_FALSE(move_to(event, Column::call_id, payload, "a.c"));
  CHECK(move_to(event, Column::cwd, payload, "n"));
  CHECK(payload.left_of("a") == R"({"c":[1]})");
  payload.note("a", "1");
  payload.note("n", "2");
  CHECK(payload.rest() == R"({"a":{"c":[1]},"n":"second","a_":1,"n_":2})");
}

TEST_CASE("JSON in a string is unpacked where it is an object or an array", "[event]") {
  Payload payload("{}");
  const auto unpacked = [&payload](std::string json) { return payload.unpack(json), json; };
  CHECK(unpacked(R"(" {\"a\" : [1, \"b\"]} ")") == R"({"a":[1,"b"]})");
  CHECK(unpacked(R"("[]")") == "[]");
  for (const std::string same : {R"("7")", R"("{")", R"("{} {}")", R"("")", "7", "{}", ""})
    CHECK(unpacked(same) == same);
  CHECK(unpacked("\"" + std::string(600, '[') + std::string(600, ']') + "\"").size() == 1202);
}

TEST_CASE("what all that an event lists has a copy of is not large", "[event]") {
  const std::string large = '"' + std::string(60'000, 'w') + '"';
  Event event;
  CHECK_FALSE(put(event, Column::cwd, large));
  CHECK_FALSE(put(event, Column::parent_agent, large));
  CHECK(put(event, Column::cwd, "\"/w\""));
}

TEST_CASE("a star in a pattern stands for any letters", "[event]") {
  CHECK(matches("mcp_*", "mcp_a"));
  CHECK(matches("mcp_*", "mcp_"));
  CHECK(matches("*-*", "echo-echo"));
  CHECK(matches("*-*", "-"));
  CHECK(matches("a*b*c", "abbbc"));
  CHECK(matches("*", ""));
  CHECK_FALSE(matches("*-*", "echo"));
  CHECK_FALSE(matches("ab*ba", "aba"));
  CHECK_FALSE(matches("a*b*c", "acb"));
  CHECK_FALSE(matches("Bash", "Bash2"));
}

TEST_CASE("a tool is of one class under all its names", "[event]") {
  const auto same = [](const std::string& tool_class, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      INFO(name);
      CHECK(class_of_common_tool(name) == tool_class);
    }
  };
  same("shell", {"Bash", "bash", "shell", "run_shell_command", "Shell", "exec_command", "run_terminal_cmd",
                 "write_stdin"});
  same("read", {"Read", "read_file", "view", "read_many_files"});
  same("write", {"Write", "write_file", "create"});
  same("edit", {"Edit", "MultiEdit", "apply_patch", "replace", "str_replace_editor", "search_replace"});
  same("search", {"Grep", "glob", "LS", "list_directory", "grep_search", "codebase_search"});
  same("web", {"WebFetch", "google_web_search", "webfetch", "web_search"});
  same("mcp", {"mcp__a__b", "MCP:a", "ListMcpResourcesTool"});
  same("agent", {"Agent", "Task", "task", "invoke_agent"});
  same("other", {"Skill", "TodoWrite", "write_todos", "report_intent", ""});
}
