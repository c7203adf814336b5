#include "core/store/verdicts.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

using store::Verdict;

Verdict verdict(const std::string& id, const std::string& word = "good", int day = 1) {
  Verdict v;
  v.id = id;
  v.skill = "release";
  v.ts = 1'795'000'000 * kSecond + day * 86'400 * kSecond;
  v.agent = "claude-code";
  v.session_id = "s-1";
  v.seq = 7;
  v.version = "abc";
  v.word = word;
  v.judge = "user";
  v.note = "as \"it\" was\n";
  return v;
}

std::vector<bool> append(Store& store, const std::vector<Verdict>& verdicts) {
  return store::append_verdicts(store.catalog().db(), store.root(), verdicts);
}

std::vector<std::string> words(Store& store) {
  std::vector<std::string> out;
  for (const Verdict& v : store::verdicts_of(store.catalog().db(), "release")) out.push_back(v.word);
  return out;
}

using Words = std::vector<std::string>;

std::string first_file(Store& store) {
  return store.root().verdicts() + "/" + files_below(store.root().verdicts()).at(0);
}

}  // namespace

TEST_CASE("a verdict is what it was when it is read back", "[store]") {
  Verdict v = verdict("a");
  v.step = 3;
  v.score = 0.25;
  v.baseline = R"({"rows":[]})";
  const auto back = store::verdict_from(store::to_line(v));
  REQUIRE(back);
  CHECK(store::to_line(*back) == store::to_line(v));
  CHECK(back->note == v.note);
  CHECK(*back->step == 3);
  CHECK(*back->score == 0.25);
}

TEST_CASE("verdicts are kept by the month, each once, for the user alone", "[store]") {
  Store store;
  CHECK(append(store, {verdict("a"), verdict("b", "bad", 40), verdict("a", "mixed")}) ==
        std::vector<bool>{true, true, false});
  CHECK(append(store, {verdict("b")}) == std::vector<bool>{false});
  CHECK(words(store) == Words{"good", "bad"});
  CHECK(files_below(store.root().verdicts()) == std::vector<std::string>{"2026-11.jsonl", "2026-12.jsonl"});
  const auto mode = std::filesystem::status(first_file(store)).permissions();
  CHECK((static_cast<unsigned>(mode) & 0777) == 0600);
}

TEST_CASE("a rebuilt catalog has the same verdicts", "[store]") {
  Store store;
  append(store, {verdict("a"), verdict("b", "bad", 40)});
  const std::string rows = store.rows();
  store.catalog().rebuild();
  CHECK(store.rows() == rows);
  store.close();
  store::Catalog::discard(store.root());
  CHECK(store.rows() == rows);
}

TEST_CASE("a torn line is cut, and what stands before it stays", "[store]") {
  Store store;
  append(store, {verdict("a")});
  store.close();
  const std::string whole = slurp(first_file(store));
  spit(first_file(store), whole + store::to_line(verdict("b")).substr(0, 30));
  CHECK(words(store) == Words{"good"});
  CHECK(slurp(first_file(store)) == whole);
  append(store, {verdict("b", "bad", 2)});
  CHECK(words(store) == Words{"good", "bad"});
}

TEST_CASE("lines that are no verdicts are left out, and do not stop the rest", "[store]") {
  Store store;
  append(store, {verdict("a")});
  store.close();
  const std::string whole = slurp(first_file(store)), deep(5000, '[');
  for (const std::string& line :
       {std::string("null"), std::string("{}"), std::string("{\"v\":2}"), deep,
        std::string("{\"v\":1,\"id\":\"x\",\"kind\":\"said\",\"skill\":\"y\",\"ts\":7}"),
        std::string("\0\xff", 2), std::string("{\"v\":1e999}")}) {
    INFO(line.substr(0, 60));
    store.close();
    spit(first_file(store), whole + line + "\n" + store::to_line(verdict("c", "mixed", 3)) + "\n");
    CHECK(words(store) == Words{"good", "mixed"});
  }
}

TEST_CASE("a file that was replaced or removed is what counts", "[store]") {
  Store store;
  append(store, {verdict("a"), verdict("b", "bad", 2)});
  store.close();
  spit(first_file(store), store::to_line(verdict("c", "mixed")) + "\n");
  CHECK(words(store) == Words{"mixed"});
  store.close();
  REQUIRE(::unlink(first_file(store).c_str()) == 0);
  CHECK(words(store).empty());
}

TEST_CASE("a verdict that cannot be written is not there", "[store]") {
  Store store;
  store.catalog();
  spit(store.root().verdicts(), "in the way");
  CHECK_THROWS_AS(append(store, {verdict("a")}), Error);
  CHECK(words(store).empty());
}

}  // namespace galdr::test
