#include "drain/setup/json_edit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include "core/base/error.hpp"

using Catch::Matchers::Message;
using galdr::Error;
using galdr::drain::setup::JsonNode;
using galdr::drain::setup::JsonText;

namespace {

struct Case {
  std::string before, after;
};

/// Each way in is the other's way out, but for blanks in a container that was empty.
void check_round_trip(const Case& c, const std::string& key, const std::string& value, bool exact = true) {
  CAPTURE(c.before);
  JsonText doc(c.before);
  doc.append(*doc.root(), key, value);
  CHECK(doc.text() == c.after);
  doc.remove(*doc.root(), doc.root()->children.size() - 1);
  if (exact) CHECK(doc.text() == c.before);
}

}  // namespace

TEST_CASE("a member is added in the layout that is around it", "[setup]") {
  const Case cases[] = {
      {"{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"k\": [\n    2\n  ]\n}\n"},
      {"{\n\t\"a\": 1\n}", "{\n\t\"a\": 1,\n\t\"k\": [\n\t\t2\n\t]\n}"},
      {"{\r\n    \"a\": 1\r\n}\r\n", "{\r\n    \"a\": 1,\r\n    \"k\": [\r\n        2\r\n    ]\r\n}\r\n"},
      {"\xef\xbb\xbf{\n \"a\": 1}", "\xef\xbb\xbf{\n \"a\": 1,\n \"k\": [\n  2\n ]}"},
      {"{\"a\":1}", "{\"a\":1,\"k\":[2]}"},
      {"{ \"a\": 1 }", "{ \"a\": 1, \"k\": [2] }"},
      {"{\n  \"a\": 1,\n}", "{\n  \"a\": 1,\n  \"k\": [\n    2\n  ],\n}"},
      {"{\n  \"a\": 1 // one\n  // end\n}", "{\n  \"a\": 1, // one\n  \"k\": [\n    2\n  ]\n  // end\n}"},
      {"{\n  \"a\": 1 /* x */ // y  \n}", "{\n  \"a\": 1, /* x */ // y\n  \"k\": [\n    2\n  ]  \n}"},
      {"{\n  \"a\": 1 /* over\n  lines */\n}",
       "{\n  \"a\": 1,\n  \"k\": [\n    2\n  ] /* over\n  lines */\n}"},
      {"{ \"a\": 1 // c\n}", "{ \"a\": 1, \"k\": [2] // c\n}"},
      {"{\n  \"a\": 1\n  , // odd\n}", "{\n  \"a\": 1\n  , // odd\n  \"k\": [\n    2\n  ],\n}"},
      {"{}", "{\n  \"k\": [\n    2\n  ]\n}"},
      {"{ // c\n}", "{ // c\n  \"k\": [\n    2\n  ]\n}"},
  };
  for (const Case& c : cases) check_round_trip(c, "k", "[2]");
  check_round_trip({"{ \n}\n", "{\n  \"k\": true\n}\n"}, "k", "true", false);
}

TEST_CASE("a member is taken out with its comma, and comments stay", "[setup]") {
  struct Removal {
    std::string before;
    std::size_t index;
    std::string after;
  };
  const Removal cases[] = {
      {"{\"a\":1, \"b\":2}", 0, "{\"b\":2}"},
      {"{ \"a\":1, \"b\":2 }", 1, "{ \"a\":1 }"},
      {"{\n  \"a\": 1, // one\n  \"b\": 2,\n  \"c\": 3\n}", 0, "{\n  // one\n  \"b\": 2,\n  \"c\": 3\n}"},
      {"{\n  \"a\": 1, // one\n  \"b\": 2,\n  \"c\": 3\n}", 1, "{\n  \"a\": 1, // one\n  \"c\": 3\n}"},
      {"{\n  \"a\": 1, // one\n  \"b\": 2 }", 1, "{\n  \"a\": 1 // one\n   }"},
      {"{ // only\n  \"a\": 1 }", 0, "{ // only\n   }"},
      {"{ /* c */ \"a\": 1, }", 0, "{ /* c */ }"},
      {"{\n  \"a\": [ { } ]\n}", 0, "{}"},
  };
  for (const Removal& c : cases) {
    CAPTURE(c.before);
    JsonText doc(c.before);
    doc.remove(*doc.root(), c.index);
    CHECK(doc.text() == c.after);
  }
}

TEST_CASE("a value is replaced where it stands", "[setup]") {
  JsonText doc("{\n  \"a\" : /* x */ 1 , // y\n  \"b\": {\n    \"c\": 1\n  }\n}");
  doc.replace(*doc.find(*doc.root(), "a"), "\"two\"");
  doc.replace(*doc.find(*doc.root(), "b"), "{\"d\":[]}");
  CHECK(doc.text() == "{\n  \"a\" : /* x */ \"two\" , // y\n  \"b\": {\n    \"d\": []\n  }\n}");
}

TEST_CASE("a text without a value gets one behind what is there", "[setup]") {
  for (const std::string before : {"", "// note\n", "\xef\xbb\xbf"}) {
    JsonText doc(before);
    REQUIRE(doc.root() == nullptr);
    doc.set_root("{\"a\":1}");
    CHECK(doc.text() == before + "{\n  \"a\": 1\n}\n");
  }
  JsonText unended("/* x */ // note");
  unended.set_root("{}");
  CHECK(unended.text() == "/* x */ // note\n{}\n");
}

TEST_CASE("text that is no JSON is refused with its place", "[setup]") {
  const Case cases[] = {
      {"{\n  \"a\": 1\n  \"b\": 2\n}", "line 3, column 3: a comma is missing"},
      {"{\"a\" 1}", "line 1, column 6: a colon is missing"},
      {"{\"\xc3\xa4\" 1}", "line 1, column 6: a colon is missing"},
      {"{a: 1}", "line 1, column 2: a key in double quotes should be here"},
      {"{\"a\": }", "line 1, column 7: a value should be here"},
      {"{\"a\": 01}", "line 1, column 7: a value should be here"},
      {"{\"a\": \"x\n\"}", "line 1, column 7: this string has no end"},
      {"{\"a\": \"\\q\"}", "line 1, column 7: this string holds what JSON does not allow"},
      {"{\"a\": \"\xff\"}", "line 1, column 7: this string holds what JSON does not allow"},
      {"{\"a\": \"\\", "line 1, column 7: this string has no end"},
      {"[,]", "line 1, column 2: a value should be here"},
      {"[1,,]", "line 1, column 4: a value should be here"},
      {"{} {}", "line 1, column 4: something stands behind the end of the value"},
      {"{} /* x", "line 1, column 4: this comment has no end"},
      {"\xef\xbb\xbf{", "line 1, column 2: the text ends before a '}'"},
      {"{\"a\":", "line 1, column 6: the text ends where a value should be"},
      {std::string(100'000, '['), "line 1, column 258: nested too deeply"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.before.substr(0, 80));
    CHECK_THROWS_MATCHES(JsonText(c.before), Error, Message(c.after));
  }
}

TEST_CASE("a key that is asked for and stands there twice is refused, however it is spelt", "[setup]") {
  const JsonText doc("{\n  \"hooks\": 1,\n  \"a\": 1, \"a\": 2,\n  \"h\\u006foks\": 2\n}");
  CHECK_THROWS_MATCHES(doc.find(*doc.root(), "hooks"), Error,
                       Message("line 4, column 3: the key \"hooks\" is there a second time"));
  CHECK(doc.find(*doc.root(), "b") == nullptr);
}

TEST_CASE("an edit that would break the text is not made", "[setup]") {
  JsonText doc("{\"a\": 1}");
  CHECK_THROWS_AS(doc.replace(*doc.find(*doc.root(), "a"), "}"), Error);
  CHECK(doc.text() == "{\"a\": 1}");
  CHECK(doc.find(*doc.root(), "a")->text == "1");
}
