#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>

#include "core/distill/chains.hpp"
#include "core/distill/compare.hpp"
#include "core/distill/distill.hpp"
#include "tests/core/distill/runs.hpp"

using namespace galdr::distill;
using galdr::test::RunOf;
using nlohmann::json;

namespace {

using Told = std::vector<std::string>;

std::string told(const Step& step) {
  const json input = json::parse(step.template_json);
  return input.contains("command") ? input["command"].get<std::string>()
                                   : step.tool + " " + input.value("file_path", "");
}

Told told(const Skill& skill) {
  Told out;
  for (const Step& step : skill.steps) out.push_back(told(step));
  return out;
}

const Parameter* parameter(const Skill& skill, const std::string& name) {
  const auto found = std::find_if(skill.parameters.begin(), skill.parameters.end(),
                                  [&](const Parameter& p) { return p.name == name; });
  return found == skill.parameters.end() ? nullptr : &*found;
}

/// Runs of one task, each made by `make` from its values.
template <typename Make>
Skill distilled(const std::vector<Told>& values, Make make) {
  std::vector<Run> runs;
  for (const Told& v : values) {
    runs.push_back(make(v).run);
    runs.back().session_id = "s" + std::to_string(runs.size());
  }
  return distill(runs);
}

}  // namespace

TEST_CASE("what varies between runs is a parameter, the same value one of them", "[distill]") {
  const Skill skill =
      distilled({{"due_at", "orders", "0012"}, {"currency", "invoices", "0013"}}, [](const Told& v) {
        RunOf run("Add the column " + v[0] + " to the table " + v[1]);
        run.shell("alembic revision -m \"add " + v[0] + " to " + v[1] + "\" --rev-id " + v[2]);
        run.edit("versions/" + v[2] + "_add_" + v[0] + "_to_" + v[1] + ".py", "a", "b");
        run.shell("pytest -q tests/test_" + v[1] + ".py").shell("alembic upgrade head");
        return run.shell("git commit -am \"db: add " + v[1] + "." + v[0] + "\"");
      });
  CHECK(told(skill) == Told{"alembic revision -m \"add {{column}} to {{table}}\" --rev-id {{rev_id}}",
                            "Edit versions/{{rev_id}}_add_{{column}}_to_{{table}}.py",
                            "pytest -q tests/test_{{table}}.py", "alembic upgrade head",
                            "git commit -am \"db: add {{table}}.{{column}}\""});
  CHECK(skill.when_to_use == "Add the column {{column}} to the table {{table}}");
  CHECK(parameter(skill, "rev_id")->values == Told{"0012", "0013"});
}

TEST_CASE("a value that follows from another is not asked for", "[distill]") {
  const Skill skill =
      distilled({{"web:9f31c2", "web"}, {"api:5510de", "api"}, {"web:a02b77", "web"}}, [](const Told& v) {
        RunOf run("Roll out image " + v[0]);
        run.shell("kubectl apply -f overlays/" + v[1] + ".yaml");
        return run.shell("git commit -am \"deploy " + v[0] + "\"");
      });
  REQUIRE(parameter(skill, "image") != nullptr);
  CHECK(parameter(skill, "image")->derived_from.empty());
  const auto derived = std::find_if(skill.parameters.begin(), skill.parameters.end(),
                                    [](const Parameter& p) { return !p.derived_from.empty(); });
  REQUIRE(derived != skill.parameters.end());
  CHECK(derived->derived_from == "image");
  CHECK(told(skill)[0] == "kubectl apply -f overlays/{{" + derived->name + "}}.yaml");
}

TEST_CASE("a constant stays a constant, though it is a value elsewhere", "[distill]") {
  const Skill skill = distilled({{"main"}, {"release/2.4"}, {"main"}}, [](const Told& v) {
    RunOf run("Deploy from " + v[0]);
    return run.shell("git checkout " + v[0]).shell("git fetch origin main").shell("make deploy PORT=8000");
  });
  CHECK(told(skill)[1] == "git fetch origin main");
  CHECK(told(skill)[2] == "make deploy PORT=8000");
  CHECK(skill.parameters.size() == 1);
}

TEST_CASE("steps are aligned though runs differ", "[distill]") {
  SECTION("independent steps in another order, and one that not all runs have") {
    const Skill skill = distilled({{"a"}, {"b"}, {"c"}}, [](const Told& v) {
      RunOf run("Check " + v[0]);
      const bool swapped = v[0] == "b";
      run.shell(swapped ? "npm run types" : "npm run lint").shell(swapped ? "npm run lint" : "npm run types");
      if (v[0] != "b") run.shell("npm run docs");
      return run.shell("npm publish --tag " + v[0]);
    });
    CHECK(told(skill) == Told{"npm run lint", "npm run types", "npm run docs", "npm publish --tag {{tag}}"});
    CHECK(skill.steps[0].support == 3);
    CHECK(skill.steps[2].support == 2);
    CHECK(skill.steps[2].optional);
  }
  SECTION("a chain in one run, its links in another") {
    const Skill skill = distilled({{"1"}, {"2"}}, [](const Told& v) {
      RunOf run("Commit it");
      if (v[0] == "1") return run.shell("make all").shell("git add -A && git commit -m done");
      return run.shell("make all").shell("git add -A").shell("git commit -m done");
    });
    CHECK(told(skill) == Told{"make all", "git add -A", "git commit -m done"});
  }
  SECTION("patches and edits of several agents are the same changes") {
    const Skill skill = distilled({{"patch"}, {"write"}}, [](const Told& v) {
      RunOf run("Make it");
      if (v[0] == "patch")
        run.call("apply_patch",
                 json{{"command", "*** Begin Patch\n*** Add File: a.py\n+x\n*** End Patch\n"}}.dump());
      else
        run.write("a.py", "x\n");
      return run.shell("python3 a.py");
    });
    REQUIRE(skill.steps.size() == 2);
    CHECK(skill.steps[0].support == 2);
    CHECK(json::parse(skill.steps[0].template_json)["file_path"] == "a.py");
  }
}

TEST_CASE("a look is a step where all runs take it, or look for a value of the task", "[distill]") {
  const Skill skill = distilled({{"churn"}, {"vat"}, {"refunds"}}, [](const Told& v) {
    RunOf run("Export the report " + v[0]);
    if (v[0] == "vat") run.read("README.md");
    run.shell("git status --porcelain", "").shell("grep -n " + v[0] + " sql/all.sql", "x");
    if (v[0] == "churn") run.read("README.md");
    return run.shell("make export REPORT=" + v[0]);
  });
  CHECK(told(skill) ==
        Told{"git status --porcelain", "grep -n {{report}} sql/all.sql", "make export REPORT={{report}}"});
}

TEST_CASE("a failure is told once, with what most runs did and in how many", "[distill]") {
  const auto with_failure = [](RunOf& run, const std::string& name) -> RunOf& {
    run.shell_fails("docker run --name s-" + name + " img",
                    "Exit code 125\ndocker: Conflict. The name \"/s-" + name + "\" is in use.");
    return run.shell("docker rm -f s-" + name);
  };
  SECTION("needed by some: optional") {
    const Skill skill = distilled({{"one"}, {"two"}, {"three"}}, [&](const Told& v) {
      RunOf run("Try " + v[0]);
      if (v[0] != "two") with_failure(run, v[0]);
      return run.shell("docker run --name s-" + v[0] + " img").shell("make report FOR=" + v[0]);
    });
    REQUIRE(skill.gotchas.size() == 1);
    CHECK(skill.gotchas[0].seen == 2);
    CHECK(skill.gotchas[0].fix == "Run `docker rm -f s-{{for}}`, then try again.");
    CHECK(skill.gotchas[0].symptom == "docker: Conflict. The name \"/s-{{for}}\" is in use.");
    CHECK(skill.steps[0].optional);
    CHECK(skill.steps[0].mends);
  }
  SECTION("needed by all: a step") {
    const Skill skill = distilled({{"one"}, {"two"}}, [&](const Told& v) {
      RunOf run("Try " + v[0]);
      return with_failure(run, v[0]).shell("docker run --name s-" + v[0] + " img");
    });
    CHECK_FALSE(skill.steps.at(0).optional);
    CHECK(skill.steps.at(0).support == 2);
  }
}

TEST_CASE("the same for one thing after another is told once", "[distill]") {
  const Skill one = distilled({{"x"}}, [](const Told&) {
    RunOf run("Shrink the pictures");
    return run.shell("mogrify -resize 50% a.png")
        .shell("mogrify -resize 50% b.png")
        .shell("mogrify -resize 50% c.png");
  });
  CHECK(told(one) == Told{"mogrify -resize 50% {{item}}.png"});
  CHECK(parameter(one, "item")->values == Told{"a", "b", "c"});
  const Skill two = distilled({{"a", "b", "c"}, {"d", "e", "f"}}, [](const Told& v) {
    RunOf run("Shrink the pictures");
    for (const auto& file : v) run.shell("mogrify -resize 50% " + file + ".png");
    return run.shell("make gallery");
  });
  CHECK(told(two) == Told{"mogrify -resize 50% {{item}}.png", "make gallery"});
  CHECK(parameter(two, "item")->values == Told{"a", "b", "c", "d", "e", "f"});
}

TEST_CASE("a tool's input is held against others leaf by leaf", "[distill]") {
  const Skill skill = distilled({{"PROJ-1", "bob"}, {"PROJ-2", ""}, {"PROJ-3", ""}}, [](const Told& v) {
    RunOf run("Close the issue");
    json input{{"issue", {{"key", v[0]}, {"state", "done"}}}, {"notify", true}};
    if (!v[1].empty()) input["assignee"] = v[1];
    return run.call("mcp__tracker__close", input.dump()).shell("make report");
  });
  CHECK(json::parse(skill.steps.at(0).template_json) ==
        json::parse(R"({"issue":{"key":"{{ticket}}","state":"done"},"notify":true})"));
}

TEST_CASE("other subcommands are other steps", "[distill]") {
  const Skill skill = distilled({{"apply"}, {"delete"}}, [](const Told& v) {
    return RunOf("Do it")
        .shell("kubectl " + v[0] + " -f a.yaml --namespace blue --wait")
        .shell("make report");
  });
  CHECK(told(skill).size() == 3);
  const Skill asked = distilled({{"web"}, {"api"}, {"docs"}}, [](const Told& v) {
    return RunOf("Deploy the service " + v[0]).shell("make " + v[0]).shell("make report");
  });
  CHECK(told(asked) == Told{"make {{service}}", "make report"});
}

TEST_CASE("a value that requests name is one, also where a step does not need it", "[distill]") {
  const Skill skill = distilled({{"alpha", "x"}, {"beta", ""}, {"gamma", "x"}}, [](const Told& v) {
    RunOf run("Deploy " + v[0] + " to prod");
    run.shell("npm ci");
    if (!v[1].empty()) run.shell("helm upgrade shop --set name=" + v[0]);
    return run.shell("make all");
  });
  REQUIRE(skill.parameters.size() == 1);
  CHECK(skill.parameters[0].values == Told{"alpha", "beta", "gamma"});
  CHECK(skill.parameters[0].derived_from.empty());
  CHECK(told(skill).at(1) == "helm upgrade shop --set name={{" + skill.parameters[0].name + "}}");
}

TEST_CASE("what most runs give counts", "[distill]") {
  const auto told_for = [](const std::vector<Told>& flags) {
    return told(distilled(
                    flags,
                    [](const Told& v) { return RunOf("Apply it").shell("kubectl apply -f a.yaml" + v[0]); }))
        .at(0);
  };
  CHECK(told_for({{" --namespace blue"}, {" --namespace green"}, {""}}) ==
        "kubectl apply -f a.yaml --namespace {{namespace}}");
  CHECK(told_for({{" --wait"}, {" --wait"}, {""}}) == "kubectl apply -f a.yaml --wait");
  CHECK(told_for({{""}, {" --wait"}, {""}}) == "kubectl apply -f a.yaml");
}

TEST_CASE("the values of a secret are not told", "[distill]") {
  const Skill skill = distilled({{"Hunter2anna"}, {"Hunter2bert"}}, [](const Told& v) {
    return RunOf("Set the password " + v[0]).shell("htpasswd -b users.htpasswd app " + v[0]);
  });
  REQUIRE(parameter(skill, "password") != nullptr);
  CHECK(parameter(skill, "password")->values.empty());
  CHECK(told(skill).at(0) == "htpasswd -b users.htpasswd app {{password}}");
}

TEST_CASE("a description reads as one would say it", "[distill]") {
  const Skill skill = distilled({{"guava", "gateway"}, {"slf4j", "ledger"}}, [](const Told& v) {
    RunOf run("Bump the maven library " + v[0] + " in the " + v[1] + " module");
    return run.shell("mvn versions:set -Dincludes=" + v[0] + " -pl " + v[1]);
  });
  CHECK(skill.title == "Bump a given maven library in a given module");
  const Skill tokens = distilled({{"radius-lg"}, {"space-xl"}}, [](const Told& v) {
    return RunOf("Rename the token " + v[0]).shell("node tokens.mjs rename " + v[0]);
  });
  CHECK(parameter(tokens, "token")->values == Told{"radius-lg", "space-xl"});
}

TEST_CASE("values that share their marks are put right without harm", "[distill]") {
  const Skill skill = distilled({{"alpha"}, {"beta"}}, [](const Told& v) {
    return RunOf("Build it").shell("docker build --tag image _" + v[0] + "_" + v[0] + "_" + v[0] + "_ .");
  });
  CHECK(told(skill).at(0).find("alpha") == std::string::npos);
}

TEST_CASE("what differs in a file's text is said to differ", "[distill]") {
  const Skill skill = distilled({{"one"}, {"two"}}, [](const Told& v) {
    return RunOf("Write it")
        .write("a.txt", "text number " + v[0] + "\n")
        .write("b.txt", "same\n")
        .shell("make a");
  });
  CHECK(skill.steps.at(0).varies);
  CHECK_FALSE(skill.steps.at(1).varies);
}

TEST_CASE("a run without a step is none", "[distill]") {
  RunOf nothing("Build it"), one("Build it"), other("Build it");
  nothing.shell("ls");
  one.shell("cat Makefile").shell("make all");
  other.shell("make all");
  const Skill skill = distill({nothing.run, one.run});
  CHECK(told(skill) == Told{"make all"});
  CHECK(skill.runs == 1);
  CHECK(distill({nothing.run, one.run, other.run}).runs == 2);
  CHECK_THROWS(distill({nothing.run, nothing.run, one.run}));
}

TEST_CASE("only a plain chain is taken apart", "[distill]") {
  CHECK(links_of("a 'x && y' && b; c") == Told{"a 'x && y'", "b", "c"});
  CHECK(links_of("a 2>&1 && b") == Told{"a 2>&1", "b"});
  for (const char* whole : {"a", "cd x && a", "export A=1 && b", "a || b", "for i in 1; do a; done",
                            "a <<E\nx\nE\nb", "(a && b)", "a & b", "A=1; b", ""})
    CHECK(links_of(whole).empty());
}

TEST_CASE("two runs are compared step by step", "[distill]") {
  RunOf a("Release 1.0.0"), b("Release 2.0.0");
  a.shell("npm ci")
      .shell("npm version 1.0.0")
      .shell_fails("npm test", "Error: no such module")
      .shell("npm i x")
      .shell("npm test");
  b.shell("npm version 2.0.0").shell("npm test").shell("npm publish");
  const Comparison found = compare(a.run, b.run);
  std::string told;
  for (const ComparedStep& s : found.steps)
    told += (s.in == ComparedStep::In::both    ? " "
             : s.in == ComparedStep::In::first ? "-"
                                               : "+") +
            (s.first.empty() ? s.second : s.first) + "\n";
  CHECK(told == "-npm ci\n npm version {{version}}\n-npm i x\n npm test\n+npm publish\n");
  REQUIRE(found.values.size() == 1);
  CHECK(found.values[0].values == Told{"1.0.0", "2.0.0"});
  REQUIRE(found.gotchas.size() == 1);
  CHECK(found.gotchas[0].in == ComparedStep::In::first);
}

TEST_CASE("two runs that did the same otherwise are not the same", "[distill]") {
  RunOf a("Do it"), b("Do it");
  a.shell("mv a b").shell("cp x y").write("a.txt", "one\n").shell("make old");
  b.shell("cp x y").shell("mv a b").write("a.txt", "two\n").shell("npm new");
  const Comparison found = compare(a.run, b.run);
  REQUIRE(found.steps.size() == 5);
  CHECK(found.steps[0].moved != found.steps[1].moved);
  CHECK_FALSE(found.steps[2].same);
  CHECK(found.steps[3].in == ComparedStep::In::first);
  CHECK(found.steps[4].in == ComparedStep::In::second);
}

namespace {

/// A task made up at random: commands with holes, and values for them.
class MadeUp {
 public:
  explicit MadeUp(unsigned seed) : random_(seed) {
    for (std::size_t i = 0, n = 2 + pick(3); i < n; ++i) holes_.push_back(pick(5));
    for (std::size_t i = 0, n = 3 + pick(6); i < n; ++i) commands_.push_back(command(i));
  }

  RunOf run(std::size_t number) {
    std::vector<std::string> values;
    for (const std::size_t shape : holes_) values.push_back(value(shape, number));
    std::string prompt = "Do it";
    for (std::size_t i = 0; i < values.size(); i += 2) prompt += " for " + values[i];
    RunOf out(prompt);
    for (std::string command : commands_) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string mark = "%" + std::to_string(i);
        for (std::size_t at = command.find(mark); at != command.npos;
             at = command.find(mark, at + values[i].size()))
          command.replace(at, 2, values[i]);
      }
      if (pick(3) == 0) out.shell("ls -la", "x");
      out.shell(command, "ok");
    }
    out.run.session_id = "s" + std::to_string(number);
    return out;
  }

 private:
  std::size_t pick(std::size_t n) { return random_() % n; }

  std::string word() {
    static const char* const kSyllables[] = {"ka", "lo", "mi", "ter", "vo", "shi", "an", "dru"};
    std::string out;
    for (std::size_t i = 0, n = 2 + pick(2); i < n; ++i) out += kSyllables[pick(8)];
    return out;
  }

  std::string hole() { return "%" + std::to_string(pick(holes_.size())); }

  std::string command(std::size_t number) {
    std::string out = "tool" + std::to_string(number) + " " + word();
    for (std::size_t i = 0, n = 1 + pick(4); i < n; ++i) {
      switch (pick(7)) {
        case 0:
          out += " --" + word() + "=" + hole();
          break;
        case 1:
          out += " " + word() + "/" + hole() + "/" + word() + ".txt";
          break;
        case 2:
          out += " " + hole() + ":" + hole();
          break;
        case 3:
          out += " -m \"" + word() + " " + hole() + " " + word() + "\"";
          break;
        case 4:
          out += " '{\"" + word() + "\":\"" + hole() + "\"}'";
          break;
        case 5:
          out += " " + word() + "_" + hole() + "-" + word();
          break;
        default:
          out += " " + word();
      }
    }
    return out;
  }

  std::string value(std::size_t shape, std::size_t run) {
    const std::string n = std::to_string(run + 1);
    switch (shape) {
      case 0:
        return n + "." + std::to_string(pick(20)) + "." + std::to_string(pick(9));
      case 1:
        return word() + n;
      case 2:
        return word() + "-" + word() + n;
      case 3:
        return "AB-" + n + std::to_string(pick(90));
      default:
        return word() + "/" + word() + n;
    }
  }

  std::mt19937 random_;
  std::vector<std::size_t> holes_;
  std::vector<std::string> commands_;
};

std::string escaped(const std::string& text) {
  return std::regex_replace(text, std::regex(R"([.^$|()\[\]{}*+?\\])"), R"(\$&)");
}

/// The commands that a step's template stands for, with any of the parameters' values.
std::regex commands_of(const Step& step, const Skill& skill) {
  std::string out = escaped(told(step));
  for (const Parameter& p : skill.parameters) {
    std::string any;
    for (const std::string& value : p.values) any += (any.empty() ? "" : "|") + escaped(value);
    const std::string mark = escaped("{{" + p.name + "}}");
    for (std::size_t at = out.find(mark); at != out.npos; at = out.find(mark, at + any.size() + 4))
      out.replace(at, mark.size(), "(?:" + any + ")");
  }
  return std::regex(out);
}

bool has_command(const Run& run, const std::regex& form) {
  return std::any_of(run.events.begin(), run.events.end(), [&](const galdr::event::Event& e) {
    return e.kind == galdr::event::Kind::tool_start &&
           std::regex_match(json::parse(e.input).value("command", ""), form);
  });
}

}  // namespace

TEST_CASE("a skill gives back the runs that it was made from", "[distill]") {
  for (unsigned seed = 0; seed < 150; ++seed) {
    MadeUp task(seed);
    std::vector<Run> runs;
    for (std::size_t i = 0; i < 3 + seed % 3; ++i) runs.push_back(task.run(i).run);
    const Skill skill = distill(runs);
    for (const Step& step : skill.steps) {
      INFO("seed " << seed << ": " << told(step));
      CHECK(step.support == static_cast<int>(runs.size()));
      const std::regex form = commands_of(step, skill);
      for (const Run& run : runs) CHECK(has_command(run, form));
    }
    for (const Parameter& p : skill.parameters) {
      INFO("seed " << seed << ": " << p.name);
      CHECK(std::count_if(skill.parameters.begin(), skill.parameters.end(),
                          [&](const Parameter& q) { return q.name == p.name; }) == 1);
    }
  }
}
