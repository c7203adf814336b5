#include "core/distill/pattern.hpp"

#include <catch2/catch_test_macros.hpp>

#include "core/distill/derive.hpp"
#include "core/distill/patch.hpp"

using namespace galdr::distill;

namespace {

/// Literals as they are, holes as "<a|b>".
std::string told(const Pattern& pattern) {
  std::string out;
  for (const Piece& piece : pattern) {
    out += piece.literal;
    for (std::size_t i = 0; i < piece.values.size(); ++i)
      out += (i == 0 ? "<" : "|") + piece.values[i].value_or("-") + (i + 1 == piece.values.size() ? ">" : "");
  }
  return out;
}

std::vector<std::string> cut(std::string_view text) {
  std::vector<std::string> out;
  for (const Token& token : tokens_of(text)) out.emplace_back(token.text);
  return out;
}

using Pieces = std::vector<std::string>;

}  // namespace

TEST_CASE("a text is cut into what varies as a whole", "[distill]") {
  CHECK(cut("git tag v1.4.0-rc.1") == Pieces{"git", " ", "tag", " ", "v", "1.4.0", "-", "rc", ".", "1"});
  CHECK(cut("OPS-311_x 2026-11-21T10:00:00Z") == Pieces{"OPS-311", "_", "x", " ", "2026-11-21T10:00:00Z"});
  CHECK(cut("lintFreeRelease python3.11") == Pieces{"lint", "Free", "Release", " ", "python", "3.11"});
  CHECK(cut("-H '[REDACTED:x#ab12]'") == Pieces{"-", "H", " ", "'", "[REDACTED:x#ab12]", "'"});
  CHECK(cut("naïve 日本") == Pieces{"naïve", " ", "日本"});
  CHECK(cut("").empty());
}

TEST_CASE("what several texts share is told from what varies", "[distill]") {
  CHECK(told(pattern_of({"npm version 1.4.0 --no-git", "npm version 1.5.0 --no-git"})) ==
        "npm version <1.4.0|1.5.0> --no-git");
  CHECK(told(pattern_of({"a/0012_add_due_at_to_orders.py", "a/0013_add_currency_to_carts.py"})) ==
        "a/<0012|0013>_add_<due_at|currency>_to_<orders|carts>.py");
  CHECK(told(pattern_of({"same", "same"})) == "same");
  CHECK(told(pattern_of({"x a", std::nullopt, "x b"})) == "x <a|-|b>");
  SECTION("a secret is the same secret, whatever its tag") {
    CHECK(told(pattern_of({"T=[REDACTED:x#1] a", "T=[REDACTED:x#2] b"})) == "T=[REDACTED:x#1] <a|b>");
    CHECK(told(pattern_of({"T=[REDACTED:x#1]", "T=[REDACTED:y#2]"})) == "T=<[REDACTED:x#1]|[REDACTED:y#2]>");
  }
  SECTION("a name that one text shortens varies as a whole") {
    CHECK(told(pattern_of({"-d shop.lumen.example x", "-d lumen.example x"})) ==
          "-d <shop.lumen.example|lumen.example> x");
  }
  SECTION("a word that only few texts have is left out, one that most have is told") {
    CHECK(told(pattern_of({"make all", "make all -k", "make all"})) == "make all");
    CHECK(told(pattern_of({"make all -k", "make all -k", "make all"})) == "make all -k");
  }
  SECTION("a value that is known is one hole, wherever it stands and whatever it is like") {
    const std::vector<Values> known{{"media-proxy", "search"}, {"502", "429"}};
    CHECK(told(pattern_of({"i/media-proxy-502s.md", "i/search-429s.md"}, known)) ==
          "i/<media-proxy|search>-<502|429>s.md");
  }
  SECTION("texts that are too long to be compared are told as the first") {
    std::string a, b;
    for (int i = 0; i < 2000; ++i) a += "a" + std::to_string(i) + " ", b += "b" + std::to_string(i) + " ";
    CHECK(told(pattern_of({a, b})) == a);
  }
}

TEST_CASE("a value that follows from another says how", "[distill]") {
  CHECK(derivation({"web:9f31", "api:5510"}, {"web", "api"}) == "what stands before the first `:` of");
  CHECK(derivation({"line items", "carts"}, {"LineItems", "Carts"}) == "in PascalCase");
  CHECK(derivation({"Dark_mode", "NewCart"}, {"dark-mode", "new-cart"}) == "with hyphens between its words");
  CHECK_FALSE(derivation({"staging", "prod"}, {"web", "api"}));
  CHECK_FALSE(derivation({"a", "b"}, {"x", "x"}));
  CHECK_FALSE(derivation({"a:b", std::nullopt}, {"a", "c"}));
}

TEST_CASE("a patch is read as changes of files", "[distill]") {
  const auto files = read_patch(
      "*** Begin Patch\n*** Add File: a.py\n+one\n+two\n*** Update File: b.py\n@@ def f():\n "
      "keep\n-old\n+new\n"
      "@@\n-x\n+y\n*** Delete File: c.py\n*** End Patch\n");
  REQUIRE(files.size() == 3);
  CHECK(files[0].content == "one\ntwo\n");
  REQUIRE(files[1].changes.size() == 2);
  CHECK(files[1].changes[0].before == "keep\nold\n");
  CHECK(files[1].changes[0].after == "keep\nnew\n");
  CHECK(files[2].kind == FileChange::Kind::remove);
  CHECK(read_patch("+++ b/x\n-a\n").empty());
  CHECK(read_patch("*** Update File: torn\n@@").at(0).changes.empty());
}
