#include "drain/setup/toml_scan.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace galdr::drain::setup;
using Found = std::map<TomlPath, std::string>;

TEST_CASE("values are found by their full key, however it is written", "[setup]") {
  const std::pair<TomlPath, std::string> wanted{{"hooks", "state", "/a \"b\"/h.json:stop:0:0", "hash"}, "x"};
  for (const char* text :
       {"[hooks.state.\"/a \\\"b\\\"/h.json:stop:0:0\"]\nhash = \"x\"\n",
        "[hooks.state]\r\n'/a \"b\"/h.json:stop:0:0'.hash = 'x' # why\r\n",
        "[hooks]\nstate.'/a \"b\"/h.json:stop:0:0' = { hash = \"x\" }",
        "hooks = { state = { '/a \"b\"/h.json:stop:0:0' = { hash = 'x' } } }",
        "\xef\xbb\xbf [ hooks . state . '/a \"b\"/h.json:stop:0:0' ] # table\n  hash=\"x\""}) {
    CAPTURE(text);
    CHECK(toml_scalars(text) == Found{wanted});
  }
}

TEST_CASE("what is of no interest does not hide what follows", "[setup]") {
  const std::string text = R"(# a = 1
top = true
notes = """
[hooks]
a = 1
"""
args = ["x", 'y', # ]
  ["[z]"], { a = 1 }]
empty = []
[[server]]
name = "left out"
[server.deep]
kept = 1_000
broken line
= 3
[features]
hooks = false # off
)";
  CHECK(toml_scalars(text) ==
        Found{{{"top"}, "true"}, {{"server", "deep", "kept"}, "1_000"}, {{"features", "hooks"}, "false"}});
}

TEST_CASE("a broken text comes to an end", "[setup]") {
  for (const char* text : {"",          "\n",
                           "[",         "[[",
                           "[a",        "a",
                           "a =",       "a = \"",
                           "a = [",     "a = [}",
                           "a = [[",    "a = {",
                           "a = {b = ", "a = { b = 1 c }",
                           "a = '''",   "a = [1 2 }",
                           "a.",        "\"",
                           "a = [=]",   "a = {}}\nb = 1"}) {
    CAPTURE(text);
    CHECK(toml_scalars(text).size() <= 1);
  }
  for (const char* open : {"[", "{a=", "[{a="}) {
    std::string deep = "a = ";
    while (deep.size() < 1'000'000) deep += open;
    CHECK(toml_scalars(deep).empty());
  }
  std::string dots = "b";
  while (dots.size() < 1'000'000) dots += ".b";
  CHECK(toml_scalars(dots + " = 1").empty());
}
