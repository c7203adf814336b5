#include "core/event/json_text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

std::string rewritten(const std::string& bytes) { return rewrite_json(bytes).text; }

/// A random string: mostly plain, with whatever is awkward in JSON.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {
      "a",        "text", "\"", "\\",   "/", "\n",     "\t",     std::string(1, '\0'),
      "\x1b[31m", "\x7f", "é",  "日本", "😀", "\u2028", "\\u0041"};
  std::string text;
  for (auto n = random() % 12; n > 0; --n) text += kPieces[random() % kPieces.size()];
  return text;
}

ordered_json random_json(std::mt19937& random, int depth) {
  switch (depth == 0 ? random() % 5 : random() % 8) {
    case 0:
      return nullptr;
    case 1:
      return random() % 2 == 0;
    case 2:
      return static_cast<std::int64_t>(random()) - 2'000'000'000;
    case 3:
      return static_cast<double>(random()) / 1024 * 1e100;
    case 4:
      return random_text(random);
    case 5: {
      ordered_json array = ordered_json::array();
      for (auto n = random() % 5; n > 0; --n) array.push_back(random_json(random, depth - 1));
      return array;
    }
    default: {
      ordered_json object = ordered_json::object();
      for (auto n = random() % 5; n > 0; --n) object[random_text(random)] = random_json(random, depth - 1);
      return object;
    }
  }
}

}  // namespace

TEST_CASE("rewriting keeps what a value says, whatever its layout and escapes", "[event]") {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    const ordered_json value = random_json(random, 4);
    const JsonText made = rewrite_json(value.dump(i % 3 == 0 ? 2 : -1, ' ', i % 2 == 0));
    REQUIRE(made.end == JsonEnd::whole);
    REQUIRE(ordered_json::parse(made.text) == value);
    REQUIRE(rewritten(made.text) == made.text);
  }
}

TEST_CASE("rewriting keeps the order of keys and the spelling of numbers", "[event]") {
  CHECK(rewritten(R"({ "b" : 1.50 , "a" : -0, "b":12345678901234567890123 })") ==
        R"({"b":1.50,"a":-0,"b":12345678901234567890123})");
  CHECK(rewritten("[1e400,-1E+999,1e5,1E-999]") == R"(["1e400","-1E+999",1e5,1E-999])");
  CHECK(rewritten(" true ") == "true");
  CHECK(rewritten("\xEF\xBB\xBF{}") == "{}");
}

TEST_CASE("rewriting decodes what escapes hide before it edits", "[event]") {
  std::vector<std::string> seen;
  const auto made = rewrite_json(R"({"short":"\u0041\u00e9\ud83d\ude00\/","a key that is long":["x\n"]})",
                                 [&](std::string& text) {
                                   seen.push_back(text);
                                   text += "!";
                                   return 2;
                                 });
  CHECK(seen == std::vector<std::string>{"Aé😀/", "a key that is long", "x\n"});
  CHECK(made.text == R"({"short":"Aé😀/!","a key that is long!":["x\n!"]})");
  CHECK(made.edits == 6);
}

TEST_CASE("what is no valid Unicode becomes U+FFFD", "[event]") {
  CHECK(rewritten("[\"a\xFF\x80z\"]") == "[\"a\uFFFD\uFFFDz\"]");
  CHECK(rewritten("[\"\xC0\xAF\xED\xA0\x80\xF5\"]") == "[\"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\"]");
  CHECK(rewritten(R"(["\ud800x\udc00","\ud83d"])") == "[\"\uFFFDx\uFFFD\",\"\uFFFD\"]");
  CHECK(rewritten("[\"raw\ncontrol\x01\"]") == R"(["raw\ncontrol\u0001"])");
}

TEST_CASE("what is no JSON is told as malformed, with what came before it", "[event]") {
  for (const char* bad : {"x",     "{]",    "[1,]",       "{\"a\" 1}", "{a:1}", "[01]",      "[1.]",
                          "[-]",   "[+1]",  "[.5]",       "[1e]",      "nul1",  "[\"\\x\"]", "[\"\\u12g4\"]",
                          "{} {}", "[NaN]", "{\"a\":1,}", "]",         "[1 2]", "{\"a\":1]"}) {
    INFO(bad);
    CHECK(rewrite_json(bad).end == JsonEnd::malformed);
    CHECK_FALSE(json::accept(bad));
  }
  CHECK(rewritten(R"({"id":"s","list":[1,{"a":2,"b":x}]})") == R"({"id":"s","list":[1,{"a":2}]})");
  CHECK(rewritten(R"({"id":"s"} trailing)") == R"({"id":"s"})");
}

TEST_CASE("bytes that end too early keep their strings and drop what cannot be told", "[event]") {
  const auto cut = [](const std::string& bytes) {
    const JsonText made = rewrite_json(bytes);
    CHECK(made.end == JsonEnd::cut);
    return made.text;
  };
  CHECK(cut("") == "");
  CHECK(cut("{") == "{}");
  CHECK(cut("{\"a") == "{}");
  CHECK(cut("{\"a\"") == "{}");
  CHECK(cut("{\"a\":") == "{}");
  CHECK(cut("{\"a\":1") == "{}");
  CHECK(cut("{\"a\":1,") == R"({"a":1})");
  CHECK(cut("{\"a\":tr") == "{}");
  CHECK(cut("{\"a\":\"te") == R"({"a":"te"})");
  CHECK(cut("{\"a\":\"te\\") == R"({"a":"te"})");
  CHECK(cut("{\"a\":\"te\\u00") == R"({"a":"te"})");
  CHECK(cut("{\"a\":\"te\\ud83d\\ude") == R"({"a":"te"})");
  CHECK(cut("{\"a\":\"te\xF0\x9F\x98") == R"({"a":"te"})");
  CHECK(cut("{\"a\":[[{\"b\":[1,2") == R"({"a":[[{"b":[1]}]]})");
}

TEST_CASE("depth costs no stack and is told", "[event]") {
  const std::size_t deep = 1'000'000;
  const auto made = rewrite_json(std::string(deep, '[') + std::string(deep, ']'));
  CHECK(made.end == JsonEnd::whole);
  CHECK(made.depth == deep);
  CHECK(rewrite_json(std::string(deep, '[')).text.size() == 2 * deep);
  CHECK(rewrite_json("{\"a\":[{}]}").depth == 3);
  CHECK(rewrite_json("1").depth == 0);
}

TEST_CASE("objects and arrays come apart into the values that a parser finds", "[event]") {
  std::mt19937 random(2);
  for (int i = 0; i < 2000; ++i) {
    const ordered_json value = random_json(random, 4);
    const std::string text = rewritten(value.dump());
    const auto fields = json_fields(text);
    const auto elements = json_elements(text);
    REQUIRE(fields.size() == (value.is_object() ? value.size() : 0));
    REQUIRE(elements.size() == (value.is_array() ? value.size() : 0));
    std::size_t at = 0;
    if (value.is_object()) {
      for (const auto& [key, member] : value.items()) {
        REQUIRE(fields[at].key == key);
        REQUIRE(ordered_json::parse(fields[at++].value) == member);
      }
    }
    for (const auto& element : elements) REQUIRE(ordered_json::parse(element) == value[at++]);
    if (value.is_string()) REQUIRE(json_string(text) == value.get<std::string>());
  }
}

TEST_CASE("only integers of 64 bits are integers", "[event]") {
  CHECK(json_integer("-9223372036854775808") == INT64_MIN);
  for (const char* other : {"", "1.0", "1e3", "9223372036854775808", "\"1\"", "null", "[1]"})
    CHECK_FALSE(json_integer(other));
  CHECK_FALSE(json_string("1"));
  CHECK(json_member(json_fields(R"({"a":1,"b":2,"a":3})"), "a") == "1");
  CHECK(json_member({}, "a").empty());
}
