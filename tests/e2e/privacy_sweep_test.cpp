// Every kind of secret by every way into galdr: recorded, drained, distilled, exported; then looked for in
// every byte.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <functional>
#include <set>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

namespace {

const std::string kSession = "5e3d0c1a-7b1f-4c36-9a0e-2f5b8f0d6c11";

struct Planted {
  std::string kind, carrier;
  std::vector<std::string> parts;  ///< bytes that must be nowhere
};

std::string alphabet_of(char name) {
  const std::string capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", small = "abcdefghijklmnopqrstuvwxyz",
                    digits = "0123456789";
  switch (name) {
    case 'h':
      return digits + "abcdef";
    case 'U':
      return capitals + "234567";
    case 'w':
      return capitals + small + digits + "_-";
    case 'b':
      return capitals + small + digits + "+/";
    case 'd':
      return digits;
    case 'l':
      return small;
    default:
      return capitals + small + digits;
  }
}

/// Another secret of the same form at each call, always the same ones.
class Maker {
 public:
  std::string fill(const std::string& form) {
    std::string made;
    for (std::size_t at = 0; at < form.size(); ++at) {
      const std::size_t close = form[at] == '{' ? form.find('}', at) : std::string::npos;
      if (close == std::string::npos || close > at + 5 || close < at + 3) {
        made += form[at];
        continue;
      }
      made += word(alphabet_of(form[at + 1]), std::stoul(form.substr(at + 2, close - at - 2)));
      at = close;
    }
    return made;
  }

 private:
  std::string word(const std::string& alphabet, std::size_t size) {
    std::string made;
    for (std::size_t i = 0; i < size; ++i) {
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;
      made += alphabet[(state_ >> 33) % alphabet.size()];
    }
    if (size > 8) made[size / 2] = alphabet.find('7') == std::string::npos ? made[size / 2] : '7';
    if (size > 8 && alphabet.find('f') != std::string::npos) made[size / 2 + 1] = 'f';
    return made;
  }
  std::uint64_t state_ = 42;
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

std::string base64(const std::string& bytes) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string made;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j)
      made += i + j > bytes.size() ? '=' : digits[group >> (18 - 6 * j) & 63];
  }
  return made;
}

std::string percent(const std::string& bytes) {
  std::string made;
  for (const char c : bytes) {
    char code[4] = {c, 0, 0, 0};
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.' && c != '~')
      std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
    made += code;
  }
  return made;
}

Json call(const char* tool, Json input, const std::string& output) {
  static int number = 0;
  return {{"session_id", kSession},
          {"cwd", "/home/dev/app"},
          {"hook_event_name", "PostToolUse"},
          {"tool_name", tool},
          {"tool_use_id", "toolu_sweep" + std::to_string(++number)},
          {"tool_input", std::move(input)},
          {"tool_response", {{"stdout", output}, {"stderr", ""}, {"interrupted", false}}}};
}

Json shell(const std::string& command, const std::string& output = "done") {
  return call("Bash", {{"command", command}}, output);
}

/// What a terminal of 80 columns makes of it, or a shell script, or a program: the secret is cut in two.
std::string split(const std::string& line, const std::string& secret, int way) {
  const std::size_t middle = line.find(secret) + secret.size() / 2;
  const std::string head = line.substr(0, middle), tail = line.substr(middle);
  if (way == 0) return head + "\\\n" + tail;
  if (way == 1) return "const x = \"" + head + "\" +\n    \"" + tail + "\";";
  const std::size_t last = head.rfind('\n') + 1;  // 0 where there is one line only
  const std::size_t width = head.size() - last;
  return head.substr(0, last) + std::string(width < 80 ? 80 - width : 0, ' ') + head.substr(last) + "\n" +
         tail;
}

/// Name of the way, and the payload that takes `line`, in which `secret` stands, that way.
using Carrier = std::function<std::string(const std::string& line, const std::string& secret, int number)>;

const std::vector<std::pair<std::string, Carrier>>& carriers() {
  static const std::vector<std::pair<std::string, Carrier>> kAll = {
      {"command", [](auto& line, auto&, int) { return shell("run.sh <<'END'\n" + line + "\nEND").dump(); }},
      {"output",
       [](auto& line, auto&, int) { return shell("cat notes", "first\n" + line + "\nlast").dump(); }},
      {"file",
       [](auto& line, auto&, int) {
         return call("Write",
                     {{"file_path", "/home/dev/app/x.conf"}, {"content", "# set up\n" + line + "\n"}}, "ok")
             .dump();
       }},
      {"url",
       [](auto& line, auto&, int) {
         return call("WebFetch", {{"url", "https://h.example.com/log?line=" + percent(line)}}, "ok").dump();
       }},
      {"header",
       [](auto& line, auto& secret, int) {
         const bool bare = secret.find_first_of(" \n'") == std::string::npos;
         return shell("curl -H 'Authorization: Bearer " + (bare ? secret : line) + "' https://h.example.com")
             .dump();
       }},
      {"json in json",
       [](auto& line, auto&, int) {
         return shell("send '" + Json(Json({{"note", line}}).dump()).dump() + "'").dump();
       }},
      {"base64",
       [](auto& line, auto&, int) {
         return shell("echo " + base64(Json({{"config", line}}).dump()) + " | base64 -d").dump();
       }},
      {"split",
       [](auto& line, auto& secret, int n) { return shell("run", split(line, secret, n % 3)).dump(); }},
      {"no JSON", [](auto& line, auto&, int) { return "oops " + line + "\n"; }},
  };
  return kAll;
}

/// Pieces of the secret that stand as they are whatever quotes it, in two halves if they are long.
void add_parts(const std::string& secret, std::vector<std::string>& parts) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
  };
  for (std::size_t at = 0; at < secret.size();) {
    std::size_t end = at;
    while (end < secret.size() && plain(secret[end])) ++end;
    const std::string piece = secret.substr(at, end - at);
    if (piece.size() >= 18) {
      parts.push_back(piece.substr(0, piece.size() / 2));
      parts.push_back(piece.substr(piece.size() / 2));
    } else if (piece.size() >= 6) {
      parts.push_back(piece);
    }
    at = end + 1;
  }
}

/// The carrier's own writing of it.
void add_encoded(const std::string& carrier, const std::string& payload, const std::string& secret,
                 std::vector<std::string>& parts) {
  if (carrier == "url" && percent(secret) != secret) parts.push_back(percent(secret).substr(0, 40));
  if (carrier != "base64") return;
  const std::size_t begin = payload.find("echo ") + 5, end = payload.find(" | base64");
  parts.push_back(payload.substr(begin + (end - begin) / 2, 24));
}

std::vector<Planted> plant(const User& user) {
  std::vector<Planted> all;
  Maker maker;
  int number = 0;
  for (const std::string& row : lines(data("privacy/kinds.tsv"))) {
    if (row.empty() || row[0] == '#') continue;
    const std::size_t tab = row.find('\t');
    for (const auto& [name, carrier] : carriers()) {
      const std::string marked = maker.fill(replaced(row.substr(tab + 1), "\\n", "\n"));
      const std::size_t open = marked.find("«"), close = marked.find("»");
      REQUIRE(close != std::string::npos);
      const std::string secret = marked.substr(open + 2, close - open - 2);
      const std::string payload = carrier(replaced(replaced(marked, "«", ""), "»", ""), secret, number);
      Planted planted{row.substr(0, tab), name, {}};
      if (name == "split") {
        add_parts(secret.substr(0, secret.size() / 2), planted.parts);
        add_parts(secret.substr(secret.size() / 2), planted.parts);
      } else {
        add_parts(secret, planted.parts);
      }
      add_encoded(name, payload, secret, planted.parts);
      REQUIRE_FALSE(planted.parts.empty());
      user.hook(payload);
      all.push_back(std::move(planted));
    }
    ++number;
  }
  return all;
}

/// Every byte below the root, and what the commands print.
std::string everything(const User& user) {
  std::string all;
  for (const std::string& file : files_below(user.root())) all += slurp(user.root() + "/" + file) + "\n";
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"events", "--json"},
                                             {"show", "sweep", "--json"},
                                             {"outbox", "list", "--dead", "--json"},
                                             {"search", "run", "--json"}})
    all += user.galdr(command).out + "\n";
  return all;
}

std::set<std::string> leaks(const std::vector<Planted>& planted, const std::string& bytes) {
  std::set<std::string> found;
  for (const Planted& one : planted)
    if (std::any_of(one.parts.begin(), one.parts.end(),
                    [&](const std::string& part) { return bytes.find(part) != std::string::npos; }))
      found.insert(one.kind + " / " + one.carrier);
  if (getenv("DBG"))
    for (const Planted& one : planted)
      if (one.carrier == "split")
        for (auto& p : one.parts)
          if (bytes.find(p) != std::string::npos)
            std::printf("%s: %s ... %s\n", one.kind.c_str(), p.c_str(),
                        bytes.substr(bytes.find(p) - 200, 400).c_str());
  return found;
}

void print_table(const std::vector<Planted>& planted, const std::set<std::string>& found) {
  std::printf("%-22s", "");
  for (const auto& carrier : carriers()) std::printf(" %-12s", carrier.first.c_str());
  std::string kind;
  for (const Planted& one : planted) {
    if (one.kind != kind) std::printf("\n%-22s", (kind = one.kind).c_str());
    std::printf(" %-12s", found.count(one.kind + " / " + one.carrier) != 0 ? "MISSED" : "-");
  }
  std::printf("\n");
}

}  // namespace

TEST_CASE("no secret of a kind that the rules cover is left in any byte below the root", "[e2e]") {
  const User user;
  const std::vector<Planted> planted = plant(user);
  CHECK(planted.size() >= 60 * 8);
  CHECK(user.galdr({"drain", "--once"}).status == 0);
  CHECK(user.galdr({"rec", "save", "sweep", "--session", kSession}).status == 0);
  CHECK(user.galdr({"distill", "sweep", "--json"}).status == 0);
  const std::string bytes = everything(user);
  CHECK(bytes.find("[REDACTED:github#") != std::string::npos);
  const std::set<std::string> found = leaks(planted, bytes);
  print_table(planted, found);
  // Known: what nothing tells from an id or from prose, but for a header; a plain word that a terminal cut,
  // or that stands as a bearer's.
  std::set<std::string> known = {"password-plain-word / header", "password-plain-word / split",
                                 "bare-word / header"};
  for (const char* kind : {"bare-uuid", "bare-word", "bare-random"})
    for (const auto& carrier : carriers())
      if (carrier.first != "header") known.insert(kind + (" / " + carrier.first));
  CHECK(found == known);
}
