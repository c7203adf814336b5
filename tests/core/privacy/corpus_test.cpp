#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "core/privacy/redact.hpp"
#include "tests/support/support.hpp"

using galdr::privacy::Redactor;

namespace {

struct Row {
  std::string label, rule, family, text, secret;  ///< of traps: both say what they look like
};

std::string unescape(const std::string& field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      out += field[i];
      continue;
    }
    const char next = field[++i];
    out += next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next == '0' ? '\0' : next;
  }
  return out;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line)
    if (c == '\t')
      fields.emplace_back();
    else
      fields.back() += c;
  return fields;
}

std::vector<Row> corpus() {
  std::vector<Row> rows;
  for (const std::string& line : galdr::test::lines(galdr::test::data("privacy/corpus.tsv"))) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> fields = fields_of(line);
    REQUIRE(fields.size() == 4);
    const std::size_t slash = fields[1].find('/');
    const std::string rule = fields[1].substr(0, slash);
    rows.push_back({fields[0], rule, slash == std::string::npos ? rule : fields[1].substr(slash + 1),
                    unescape(fields[2]), unescape(fields[3])});
  }
  return rows;
}

struct Score {
  int hits = 0, misses = 0, false_alarms = 0, misnamed = 0, clean = 0;
  void add(const Score& other) {
    hits += other.hits, misses += other.misses, false_alarms += other.false_alarms;
    misnamed += other.misnamed, clean += other.clean;
  }
  double precision() const { return hits == 0 ? 0 : double(hits) / (hits + false_alarms); }
  double recall() const { return hits == 0 ? 0 : double(hits) / (hits + misses); }
};

int complain(const char* what, const Row& row, const std::string& after) {
  std::cout << what << " (" << row.rule << "): " << row.text << "\n  => " << after << "\n";
  return 1;
}

void judge(const Row& row, const Redactor& redactor, Score& score) {
  std::string text = row.text;
  const bool counted = redactor.redact(text) > 0;
  if (row.label == "clean") {
    ++score.clean;
    if (counted || text != row.text) score.false_alarms += complain("false alarm", row, text);
  } else if (!counted || text.find(row.secret) != std::string::npos) {
    score.misses += complain("missed", row, text);
  } else {
    ++score.hits;
    if (row.rule != "*" && text.find("[REDACTED:" + row.rule + "#") == std::string::npos)
      score.misnamed += complain("misnamed", row, text);
  }
}

}  // namespace

TEST_CASE("the labelled corpus is told apart with precision and recall of 0.98", "[privacy]") {
  const Redactor redactor("corpus key");
  Score score;
  std::map<std::string, Score> families;
  for (const Row& row : corpus()) judge(row, redactor, families[row.label + " " + row.family]);
  for (const auto& [name, one] : families) {
    std::printf(
        "%-32s %4d lines, precision %.3f, recall %.3f\n", name.c_str(), one.hits + one.misses + one.clean,
        one.clean > 0 ? 1 - double(one.false_alarms) / one.clean : 1.0, one.clean > 0 ? 1.0 : one.recall());
    score.add(one);
  }
  std::printf("secrets %d, clean %d: precision %.4f, recall %.4f, under another rule's name %d\n",
              score.hits + score.misses, score.clean, score.precision(), score.recall(), score.misnamed);
  CHECK(score.hits + score.misses >= 450);
  CHECK(score.clean >= 450);
  CHECK(score.precision() >= 0.98);
  CHECK(score.recall() >= 0.98);
  CHECK(score.misnamed == 0);
}

TEST_CASE("redacting the corpus a second time changes nothing and counts nothing", "[privacy]") {
  const Redactor redactor("corpus key");
  std::string all;
  for (const Row& row : corpus()) {
    INFO(row.text);
    std::string once = row.text;
    redactor.redact(once);
    std::string twice = once;
    CHECK(redactor.redact(twice) == 0);
    CHECK(twice == once);
    all += row.text + "\n";
  }
  redactor.redact(all);
  std::string again = all;
  CHECK(redactor.redact(again) == 0);
  CHECK(again == all);
}

TEST_CASE("NUL bytes and invalid UTF-8 around a secret of the corpus do not hide it", "[privacy]") {
  const Redactor redactor("corpus key");
  int missed = 0, total = 0;
  for (const Row& row : corpus()) {
    if (row.label != "secret") continue;
    std::string text =
        std::string("\xff\xfe before\0\x80\n", 12) + row.text + std::string("\n\0 after \xc3", 10);
    redactor.redact(text);
    ++total;
    if (text.find(row.secret) != std::string::npos) missed += complain("missed", row, text);
  }
  CHECK(missed * 50 <= total);
}
