#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/text.hpp"
#include "core/gate/checks.hpp"
#include "core/privacy/redact.hpp"

namespace galdr::gate {
namespace {

constexpr std::string_view kMarker = "[REDACTED:";

const privacy::Redactor& redactor() {
  static const privacy::Redactor kRedactor("gate");
  return kRedactor;
}

// Families told by the words around a value, not by its own shape: others' examples look like them.
bool is_loose(std::string_view rule) {
  constexpr std::array<std::string_view, 17> kLoose = {
      "jwt",        "database-uri",     "url-password", "authorization", "bearer",
      "set-cookie", "cookie",           "curl-cookie",  "curl-user",     "cli-password",
      "netrc",      "registry-auth",    "flag",         "environment",   "named-value",
      "prose",      "kubernetes-secret"};
  return std::find(kLoose.begin(), kLoose.end(), rule) != kLoose.end();
}

// The rule of the gravest secret that was replaced in `clean`.
std::string rule_in(const std::string& clean) {
  std::string found;
  for (std::size_t at = clean.find(kMarker); at != std::string::npos; at = clean.find(kMarker, at + 1)) {
    const std::size_t start = at + kMarker.size();
    const std::string rule = clean.substr(start, clean.find_first_of("#]", start) - start);
    if (found.empty() || !is_loose(rule)) found = rule;
  }
  return found;
}

// A sample says so: EXAMPLE in AWS's own, xxxx, 1234567890, a word that nobody's key holds.
bool is_sample(std::string_view line) {
  const std::string low = distill::lower(line);
  for (const std::string_view word :
       {"example",  "xxxx",     "your", "fake",    "dummy",      "sample",   "placeholder", "123456",
        "abcdef",   "redacted", "...",  "…",       "test",       "<",        "mock",        "changeme",
        "deadbeef", "0000",     "aaaa", "hunter2", "do-not-use", "insecure", "regex"}) {
    if (distill::contains(low, word)) return true;
  }
  return false;
}

// What stands around a block of base64; in the block itself, a sample's words are chance.
std::string around_blocks(const Paper& paper) {
  constexpr std::size_t kBlockLine = 32;
  std::string out;
  for (const Line& line : paper.lines()) {
    const bool block =
        line.text.size() >= kBlockLine && line.text.find_first_of(" .<") == std::string_view::npos;
    if (!block) out.append(line.text).push_back('\n');
  }
  return out;
}

// scheme://user:password@host.top with a password that somebody made up for real, at a host of somebody's.
bool is_live_uri(std::string_view line) {
  static const re2::RE2 kUri(
      R"re((?i)\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|clickhouse)(?:\+\w+)?://[^:/\s"'@]+:([^@\s"'$<{}*]+)@(?:[\w-]+\.)+[a-z0-9]+)re");
  std::string password;
  if (!re2::RE2::PartialMatch({line.data(), line.size()}, kUri, &password)) return false;
  const auto has = [&](int (*is)(int)) {
    return std::any_of(password.begin(), password.end(), [&](unsigned char c) { return is(c) != 0; });
  };
  return password.size() >= 8 && has(std::isdigit) && has(std::isalpha) &&
         !distill::contains(line, "localhost") && !distill::contains(line, "127.0.0.1") &&
         !distill::contains(distill::lower(password), "pass");
}

void check_secrets(Paper& paper) {
  std::string whole(paper.text());
  if (redactor().redact(whole) == 0) return;
  bool told = false;
  for (const Line& line : paper.lines()) {
    std::string clean(line.text);
    if (redactor().redact(clean) == 0) continue;
    told = true;
    const std::string rule = rule_in(clean);
    paper.judge((!is_loose(rule) || is_live_uri(line.text)) && !is_sample(line.text), "security", "secret",
                "looks like a secret (" + rule + ")", line.number);
  }
  if (told) return;
  const std::string rule = rule_in(whole);  // it only shows over several lines, such as a key block
  paper.judge(!is_loose(rule) && !is_sample(around_blocks(paper)), "security", "secret",
              "looks like a secret over several lines (" + rule + ")");
}

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Names that stand for anybody's.
bool is_anybody(const std::string& name) {
  constexpr std::array<std::string_view, 84> kAnybody = {
      "user",          "users",       "username",  "user_name",    "user-name", "me",        "you",
      "yourname",      "your-name",   "your_name", "yourusername", "youruser",  "your-user", "your-username",
      "name",          "myname",      "myuser",    "someone",      "somebody",  "whoever",   "example",
      "runner",        "runneradmin", "ubuntu",    "debian",       "ec2-user",  "root",      "admin",
      "administrator", "node",        "app",       "dev",          "developer", "devuser",   "vscode",
      "codespace",     "coder",       "gitpod",    "vagrant",      "docker",    "git",       "jenkins",
      "circleci",      "travis",      "build",     "builder",      "ci",        "test",      "tester",
      "testuser",      "guest",       "public",    "shared",       "home",      "john",      "jane",
      "johndoe",       "john.doe",    "janedoe",   "jdoe",         "doe",       "alice",     "bob",
      "carol",         "foo",         "bar",       "foobar",       "acme",      "appuser",   "deploy",
      "www",           "web",         "linuxbrew", "sandbox",      "agent",     "claude",    "openclaw",
      "default",       "currentuser", "xxx",       "container",    "work",      "code",      "pi"};
  return name.size() < 2 || std::find(kAnybody.begin(), kAnybody.end(), name) != kAnybody.end();
}

// The name in "/home/NAME" at `at`; "" if there is none.
std::string named_at(std::string_view line, std::size_t at) {
  for (const std::string_view prefix : {"/home/", "/Users/", ":\\Users\\", ":\\\\Users\\\\", ":/Users/"}) {
    if (line.substr(at, prefix.size()) != prefix) continue;
    const std::size_t start = at + prefix.size();
    std::size_t end = start;
    while (end < line.size() && is_name_char(line[end])) ++end;
    return distill::lower(line.substr(start, end - start));
  }
  return "";
}

void check_homes(Paper& paper) {
  for (const Line& line : paper.lines()) {
    if (paper.ours()) {
      if (distill::tells_home(line.text))
        paper.error("security", "personal-path", "names a person's home folder", line.number);
      continue;
    }
    for (std::size_t at = line.text.find_first_of("/:"); at != std::string_view::npos;
         at = line.text.find_first_of("/:", at + 1)) {
      if (line.text[at] == '/' && at > 0 && is_name_char(line.text[at - 1])) continue;  // "/site/home/x"
      const std::string name = named_at(line.text, at);
      if (name.empty() || is_anybody(name) || distill::contains(name, "your") ||
          distill::contains(name, "...") || distill::contains(name, "example"))
        continue;
      paper.error("security", "personal-path", "names a person's home folder", line.number);
      break;
    }
  }
}

bool is_local_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '+' || c == '-';
}

bool is_anybodys_host(const std::string& host) {
  const auto is_below = [&](std::string_view top) {
    return host == top ||
           (host.size() > top.size() && host.ends_with(top) && host[host.size() - top.size() - 1] == '.');
  };
  for (const std::string_view top :
       {"example",       "example.com",        "example.org", "example.net", "test",
        "invalid",       "localhost",          "local",       "test.com",    "domain.com",
        "company.com",   "email.com",          "acme.com",    "acme.co",     "yourdomain.com",
        "mycompany.com", "noreply.github.com", "corp.com",    "mail.com",    "foo.com",
        "bar.com",       "startup.com",        "customer.com"})
    if (is_below(top)) return true;
  return distill::contains(host, "example") || distill::contains(host, "your") ||
         distill::contains(host, "gserviceaccount") || host.ends_with(".gov");
}

// Letter boxes of a role, not of a person.
bool is_role(const std::string& local) {
  for (const std::string_view role :
       {"noreply",  "no-reply",      "support", "security", "info",    "admin",      "hello",     "contact",
        "help",     "git",           "team",    "sales",    "abuse",   "postmaster", "webmaster", "user",
        "users",    "username",      "you",     "me",       "test",    "name",       "email",     "mail",
        "billing",  "legal",         "press",   "feedback", "alerts",  "ops",        "dev",       "bot",
        "ci",       "notifications", "owner",   "root",     "someone", "john",       "jane",      "john.doe",
        "jane.doe", "alice",         "bob",     "foo",      "bar",     "privacy"})
    if (local == role ||
        (local.starts_with(role) && !std::isalpha(static_cast<unsigned char>(local[role.size()]))))
      return true;
  return distill::contains(local, "example") || distill::contains(local, "your");
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// "icon@2x.png" is a file.
bool ends_in_file(const std::string& host) {
  for (const std::string_view end :
       {".png", ".jpg", ".jpeg", ".gif", ".svg",  ".webp", ".md",   ".json", ".js",      ".ts",
        ".tsx", ".py",  ".sh",   ".yml", ".yaml", ".css",  ".html", ".txt",  ".service", ".timer"})
    if (host.ends_with(end)) return true;
  return false;
}

// The end of a domain with a known kind of end; `at` itself if there is none: "a@2.0", "user@host:b".
std::string host_at(std::string_view line, std::size_t at) {
  std::size_t end = at;
  while (end < line.size() && (is_local_char(line[end]) && line[end] != '_' && line[end] != '+')) ++end;
  while (end > at && std::isalnum(static_cast<unsigned char>(line[end - 1])) == 0) --end;
  std::string host = distill::lower(line.substr(at, end - at));
  const std::size_t dot = host.rfind('.');
  const bool top = dot != std::string::npos && dot > 0 && host.size() - dot > 2 &&
                   std::all_of(host.begin() + static_cast<std::ptrdiff_t>(dot) + 1, host.end(),
                               [](unsigned char c) { return std::isalpha(c) != 0; });
  const bool login = end < line.size() && line[end] == ':' && end + 1 < line.size() && line[end + 1] != ' ';
  return top && !login && !ends_in_file(host) ? host : "";
}

bool personal_mail(std::string_view line) {
  for (std::size_t at = line.find('@'); at != std::string_view::npos; at = line.find('@', at + 1)) {
    std::size_t start = at;
    while (start > 0 && at - start < 64 && is_local_char(line[start - 1])) --start;
    if (start == at ||
        (start > 0 && (line[start - 1] == '/' || line[start - 1] == ':' || line[start - 1] == '@')))
      continue;
    if (at - start < 2 || !is_word(line[at - 1]) || !is_word(line[start]))
      continue;  // "a@b.com", "x-@dev.md"
    const std::string host = host_at(line, at + 1), local = distill::lower(line.substr(start, at - start));
    if (!host.empty() && !is_anybodys_host(host) && !is_role(local)) return true;
  }
  return false;
}

// Who made it may say so.
bool is_credit(std::string_view line) {
  const std::string low = distill::lower(line);
  for (const std::string_view word :
       {"author", "maintain", "copyright", "credit", "contact", "(c)", "©", "co-authored-by", "support",
        "signed-off-by", "licen", "written by", "created by"})
    if (distill::contains(low, word)) return true;
  return false;
}

void check_mail(Paper& paper) {
  for (const Line& line : paper.lines()) {
    if (line.text.find('@') == std::string_view::npos) continue;
    const bool told = paper.ours() ? distill::localise({}, line.text).find("<email>") != std::string::npos &&
                                         line.text.find("<email>") == std::string_view::npos
                                   : personal_mail(line.text);
    if (told)
      paper.judge(paper.is_markdown() && !is_credit(line.text), "security", "email",
                  "holds a person's e-mail address", line.number);
  }
}

}  // namespace

void check_private(Paper& paper) {
  check_secrets(paper);
  check_homes(paper);
  check_mail(paper);
}

}  // namespace galdr::gate
