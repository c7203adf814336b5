// The table of who may include whom, checked on every #include of core/, hook/, drain/ and schema/.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/support.hpp"

using namespace galdr::test;

namespace {

using Names = std::set<std::string, std::less<>>;

/// What a module may include of galdr. core/base/config and core/base/digest are modules of their own here:
/// they need libraries.
const std::map<std::string, Names, std::less<>> kAllowed{
    {"base", {}},
    {"config", {"base"}},
    {"digest", {"base"}},
    {"schema", {}},
    {"outbox", {"base", "schema"}},
    {"hook", {"base", "outbox"}},
    {"event", {"base", "config", "digest"}},
    {"privacy", {"base", "config", "digest"}},
    {"store", {"base", "config", "digest", "event", "privacy", "schema"}},
    {"distill", {"base", "config", "event", "store", "privacy"}},
    {"suggest", {"base", "event", "distill"}},
    {"skill", {"base", "config", "store", "distill"}},
    {"gate", {"base", "config", "privacy", "distill", "skill"}},
    {"library", {"base", "config", "digest", "distill", "skill"}},
    {"outcome", {"base", "event", "store", "distill", "skill"}},
    {"exchange", {"base", "config", "event", "privacy", "store", "skill", "gate"}},
    {"mcp", {"base", "config", "store", "distill", "skill", "gate"}},
    {"drain",
     {"base", "config", "digest", "outbox", "event", "privacy", "store", "distill", "suggest", "skill",
      "gate", "library", "outcome", "exchange", "mcp"}},
};

/// Libraries that cost the hook too much, by how an include of theirs begins.
const std::vector<std::string> kHeavy{"nlohmann/", "CLI/", "SQLiteCpp/", "iostream",
                                      "regex",     "re2/", "openssl/"};
/// Modules that the hook links.
const Names kLight{"base", "outbox", "hook"};
/// Libraries whose headers are slow to compile: for sources only.
const std::vector<std::string> kSlow{"nlohmann/json.hpp", "CLI/"};

constexpr std::size_t kHeaderLines = 120;
constexpr std::size_t kSourceLines = 400;

bool begins_with_any(std::string_view text, const std::vector<std::string>& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](const auto& start) { return text.starts_with(start); });
}

std::string up_to(std::string_view text, char c) { return std::string(text.substr(0, text.find(c))); }

/// The module of a path from the checkout's root, such as "core/base/clock.hpp". Nothing if it is none of
/// ours.
std::optional<std::string> module_of(std::string_view path) {
  if (path.starts_with("core/base/config.")) return "config";
  if (path.starts_with("core/base/digest.")) return "digest";
  if (path.starts_with("core/")) return up_to(path.substr(5), '/');
  const auto top = up_to(path, '/');
  if (path.find('/') != std::string_view::npos && kAllowed.contains(top)) return top;
  return std::nullopt;
}

struct Include {
  bool quoted = false;
  std::string name;
};

std::optional<Include> include_of(std::string_view line) {
  const auto skip = [&](std::string_view what) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with(what)) return false;
    line.remove_prefix(what.size());
    return true;
  };
  if (!skip("#") || !skip("include")) return std::nullopt;
  if (skip("\"")) return Include{true, up_to(line, '"')};
  if (skip("<")) return Include{false, up_to(line, '>')};
  return std::nullopt;
}

/// What is wrong with `include` in the file `path` of `module`; "" if nothing is.
std::string fault(const std::string& path, const std::string& module, const Include& include) {
  const auto& name = include.name;
  if (include.quoted) {
    const auto target = module_of(name);
    if (!target) return "is not named from the checkout's root";
    const auto allowed = kAllowed.find(module);
    const bool ok = *target == module || (allowed != kAllowed.end() && allowed->second.contains(*target));
    return ok ? "" : module + " may not include " + *target;
  }
  if (kLight.contains(module) && begins_with_any(name, kHeavy)) return "too heavy for what the hook links";
  if (path.ends_with(".hpp") && begins_with_any(name, kSlow)) return "not in a header";
  if (name.starts_with("CLI/") && module != "drain") return "for drain only";
  if (name.starts_with("SQLiteCpp/") && module != "store" && module != "exchange")
    return "for store, and for exchange where it reads others' files";
  return "";
}

struct Report {
  std::vector<std::string> problems;  ///< "<file>: <include>: <what is wrong>"
  std::size_t files = 0, edges = 0;
};

void check_file(const std::string& root, const std::string& path, Report& report) {
  const auto module = module_of(path);
  const auto all = lines(slurp(root + "/" + path));
  ++report.files;
  if (!module || !kAllowed.contains(*module))
    report.problems.push_back(path + ": a module that the table does not have");
  if (all.size() > (path.ends_with(".hpp") ? kHeaderLines : kSourceLines)) {
    report.problems.push_back(path + ": too long: " + std::to_string(all.size()) + " lines");
  }
  for (const auto& line : all) {
    const auto include = include_of(line);
    if (!include) continue;
    if (include->quoted) ++report.edges;
    const auto wrong = fault(path, module.value_or(""), *include);
    if (!wrong.empty()) report.problems.push_back(path + ": " + include->name + ": " + wrong);
  }
}

Report check_tree(const std::string& root) {
  Report report;
  for (const std::string folder : {"core", "hook", "drain", "schema"}) {
    for (const auto& file : files_below(root + "/" + folder)) {
      if (file.ends_with(".hpp") || file.ends_with(".cpp")) check_file(root, folder + "/" + file, report);
    }
  }
  return report;
}

/// The only problem of a tree that has just this file; "" if it has none.
std::string planted(const std::string& path, const std::string& text) {
  const TempDir dir;
  spit(dir / path, text);
  const auto report = check_tree(dir.path());
  REQUIRE(report.files == 1);
  REQUIRE(report.problems.size() <= 1);
  return report.problems.empty() ? "" : report.problems.front();
}

}  // namespace

TEST_CASE("every include runs along an arrow of the design", "[arch]") {
  const auto report = check_tree(GALDR_SOURCE_DIR);
  CHECK(report.files > 20);
  CHECK(report.edges > 40);
  for (const auto& problem : report.problems) FAIL_CHECK(problem);
}

TEST_CASE("the table of modules has no cycle", "[arch]") {
  Names settled;
  for (std::size_t round = 0; round < kAllowed.size(); ++round) {
    for (const auto& [module, needs] : kAllowed) {
      if (std::includes(settled.begin(), settled.end(), needs.begin(), needs.end())) settled.insert(module);
    }
  }
  CHECK(settled.size() == kAllowed.size());
}

TEST_CASE("an include against the arrows is found", "[arch]") {
  CHECK(planted("core/event/a.cpp", "#include \"core/store/spans.hpp\"\n") ==
        "core/event/a.cpp: core/store/spans.hpp: event may not include store");
  CHECK(planted("hook/a.cpp", "  #  include  \"core/base/config.hpp\"\n") ==
        "hook/a.cpp: core/base/config.hpp: hook may not include config");
  CHECK(planted("core/outbox/a.cpp", "#include \"core/base/config.hpp\"\n") ==
        "core/outbox/a.cpp: core/base/config.hpp: outbox may not include config");
  CHECK(planted("core/distill/a.cpp", "#include \"schema/schema.hpp\"\n") ==
        "core/distill/a.cpp: schema/schema.hpp: distill may not include schema");
  CHECK(planted("drain/cmd/a.cpp", "#include \"hook/record.hpp\"\n") ==
        "drain/cmd/a.cpp: hook/record.hpp: drain may not include hook");
}

TEST_CASE("an include that is not named from the root is found", "[arch]") {
  CHECK(planted("hook/a.cpp", "#include \"record.hpp\"\n") ==
        "hook/a.cpp: record.hpp: is not named from the checkout's root");
}

TEST_CASE("a library where it does not belong is found", "[arch]") {
  CHECK(planted("core/event/a.hpp", "#include <nlohmann/json.hpp>\n") ==
        "core/event/a.hpp: nlohmann/json.hpp: not in a header");
  CHECK(planted("core/outbox/a.cpp", "#include <SQLiteCpp/SQLiteCpp.h>\n") ==
        "core/outbox/a.cpp: SQLiteCpp/SQLiteCpp.h: too heavy for what the hook links");
  CHECK(planted("core/skill/a.cpp", "#include <CLI/CLI.hpp>\n") ==
        "core/skill/a.cpp: CLI/CLI.hpp: for drain only");
}

TEST_CASE("a file past its budget and a module without a row are found", "[arch]") {
  const auto blank = [](std::size_t count) { return std::string(count, '\n'); };
  CHECK(planted("core/base/a.hpp", blank(kHeaderLines)).empty());
  CHECK(planted("core/base/a.hpp", blank(kHeaderLines + 1)) == "core/base/a.hpp: too long: 121 lines");
  CHECK(planted("core/base/a.cpp", blank(kSourceLines + 1)) == "core/base/a.cpp: too long: 401 lines");
  CHECK(planted("core/misc/a.cpp", "") == "core/misc/a.cpp: a module that the table does not have");
}

TEST_CASE("includes along the arrows are let through", "[arch]") {
  CHECK(
      planted(
          "core/store/a.cpp",
          "#include \"core/store/a.hpp\"\n#include <SQLiteCpp/SQLiteCpp.h>\n#include \"schema/schema.hpp\"\n")
          .empty());
  CHECK(planted("hook/a.cpp", "#include \"core/outbox/append.hpp\"\n// #include \"core/store/a.hpp\"\n")
            .empty());
  CHECK(planted("core/event/a.hpp", "#include <nlohmann/json_fwd.hpp>\n").empty());
}
