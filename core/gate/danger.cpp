#include "core/gate/danger.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "core/distill/commands.hpp"
#include "core/distill/text.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using distill::Simple;

using Words = std::vector<std::string>;

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool any(const Words& words, bool (*holds)(const std::string&)) {
  return std::any_of(words.begin(), words.end(), holds);
}

// A short flag such as -rf holds `letter`, or the long one is there.
bool has_flag(const Words& args, char letter, std::string_view name) {
  return std::any_of(args.begin(), args.end(), [&](const std::string& a) {
    const bool brief = a.size() > 1 && a[0] == '-' && a[1] != '-';
    return a == name || (brief && a.find(letter) != std::string::npos);
  });
}

// "~" of "$HOME", "${HOME}" and their like; no trailing slash or star.
std::string plain_path(std::string path) {
  for (const std::string_view home : {"${HOME}", "$HOME", "${HOME:?}", "%USERPROFILE%", "$env:USERPROFILE"})
    if (path.starts_with(home)) path.replace(0, home.size(), "~");
  while (path.size() > 1 && (path.ends_with("/*") || path.ends_with("/.") || path.ends_with("/.*")))
    path.erase(path.rfind('/') + (path.rfind('/') == 0 ? 1 : 0));
  while (path.size() > 1 && (path.back() == '/' || path.back() == '*')) path.pop_back();
  while (path.starts_with("//")) path.erase(0, 1);
  return path;
}

bool is_everything(const std::string& word) {
  constexpr std::array<std::string_view, 24> kAll = {
      "/",       "~",    "/home",    "/Users",   "/usr", "/etc",  "/var",  "/bin",
      "/sbin",   "/lib", "/lib64",   "/boot",    "/opt", "/dev",  "/root", "/sys",
      "/System", "/srv", "/Library", "/usr/bin", "/mnt", "~root", "C:",    "~/.ssh"};
  return one_of(plain_path(word), kAll);
}

bool is_all_here(const std::string& word) {
  return word == "*" || word == "." || word == "./*" || word == ".*";
}

bool is_device(const std::string& path) {
  for (const std::string_view disk :
       {"/dev/sd", "/dev/nvme", "/dev/hd", "/dev/vd", "/dev/disk", "/dev/mmcblk", "/dev/xvd"}) {
    if (path.rfind(disk, 0) == 0) return true;
  }
  return false;
}

// Not "of=/dev/sdX", which stands for any.
bool writes_device(const std::string& word) {
  return word.rfind("of=", 0) == 0 && is_device(word.substr(3)) && word.back() != 'X' && word.back() != 'N';
}
bool is_disk(const std::string& word) { return is_device(word) && word.back() != 'X' && word.back() != 'N'; }
bool is_root(const std::string& word) { return is_everything(word); }
bool is_open_mode(const std::string& word) { return word == "777" || word == "0777" || word == "a+rwx"; }

bool is_shell(const std::string& program) {
  constexpr std::array<std::string_view, 11> kShells = {"sh",     "bash",    "zsh",  "dash", "ksh", "fish",
                                                        "python", "python3", "perl", "node", "ruby"};
  return one_of(program, kShells);
}

bool is_download(const Simple& s) {
  return distill::program_of(s) == "curl" || distill::program_of(s) == "wget";
}

// A shell that is told to run what a download prints: bash -c "$(curl …)", eval "$(wget …)", bash <(curl …).
bool runs_download(const std::string& program, const Words& args) {
  if (!is_shell(program) && program != "eval" && program != "source") return false;
  return any(args, [](const std::string& a) {
    return contains(a, "$(curl") || contains(a, "$(wget") || contains(a, "`curl") || contains(a, "`wget");
  });
}

// Makers of tools that are installed this way by most of their users.
bool is_known_maker(std::string_view command) {
  constexpr std::array<std::string_view, 41> kMakers = {"bun.sh/",
                                                        "bun.com/",
                                                        "astral.sh/",
                                                        "sh.rustup.rs",
                                                        "static.rust-lang.org/",
                                                        "deno.land/",
                                                        "get.docker.com",
                                                        "get.pnpm.io/",
                                                        "deb.nodesource.com/",
                                                        "rpm.nodesource.com/",
                                                        "ollama.com/",
                                                        "ollama.ai/",
                                                        "fly.io/",
                                                        "claude.ai/",
                                                        "sdk.cloud.google.com",
                                                        "get.sdkman.io",
                                                        "nixos.org/",
                                                        "install.determinate.systems",
                                                        "get.k3s.io",
                                                        "get.helm.sh",
                                                        "install.python-poetry.org",
                                                        "pyenv.run",
                                                        "mise.run",
                                                        "mise.jdx.dev",
                                                        "starship.rs/",
                                                        "volta.sh",
                                                        "get.volta.sh",
                                                        "cli.github.com/",
                                                        "aka.ms/",
                                                        "tailscale.com/",
                                                        "dot.net/",
                                                        "community.chocolatey.org/",
                                                        "get.scoop.sh",
                                                        "foundry.paradigm.xyz",
                                                        "cursor.com/",
                                                        "just.systems/",
                                                        "opencode.ai/",
                                                        "antigravity.google/",
                                                        "pixi.sh/",
                                                        "install.julialang.org",
                                                        "get.pulumi.com"};
  constexpr std::array<std::string_view, 14> kRepositories = {
      "nvm-sh/",       "Homebrew/",        "homebrew/", "ohmyzsh/", "helm/",
      "aquasecurity/", "anchore/",         "golangci/", "k3d-io/",  "rancher/",
      "astral-sh/",    "trufflesecurity/", "pyenv/",    "tfutils/"};
  for (const std::string_view maker : kMakers)
    if (contains(command, "https://" + std::string(maker)) ||
        contains(command, "https://www." + std::string(maker)))
      return true;
  const std::size_t raw = command.find("https://raw.githubusercontent.com/");
  return raw != std::string_view::npos &&
         std::any_of(kRepositories.begin(), kRepositories.end(),
                     [&](std::string_view owner) { return command.substr(raw + 34).starts_with(owner); });
}

Danger download(std::string_view line) { return {"runs what it downloads", !is_known_maker(line)}; }

bool removes(const std::string& program, const Words& args) {
  if (program != "find") return false;
  const bool deletes = any(args, [](const std::string& a) { return a == "-delete" || a == "rm"; });
  const bool named = any(args, [](const std::string& a) {
    return a == "-name" || a == "-iname" || a == "-path" || a == "-regex" || a == "-empty";
  });
  const bool aged = any(args, [](const std::string& a) { return a == "-mtime"; });
  const std::string where = args.empty() ? "" : plain_path(args[0]);
  const bool whole = where == "/" || where == "~";
  return deletes && !args.empty() && is_everything(args[0]) &&
         (!(named || (aged && !whole)) ||
          (args[0] == "/" && any(args, [](const std::string& a) { return a == "*"; })));
}

Danger danger_of(const Simple& simple) {
  const std::string program = distill::program_of(simple);
  const Words args = distill::arguments_of(simple);
  const bool recursive = has_flag(args, 'r', "--recursive") || has_flag(args, 'R', "--recursive");
  if (program == "rm" && (recursive && any(args, is_everything)))
    return {"removes everything below a root or home folder"};
  if (program == "rm" && has_flag(args, '\0', "--no-preserve-root"))
    return {"removes everything below a root or home folder"};
  if (removes(program, args)) return {"removes everything below a root or home folder"};
  if (program == "mv" && args.size() == 2 && is_everything(args[0]) && args[1] == "/dev/null")
    return {"removes everything below a root or home folder"};
  if (program == "dd" && any(args, writes_device)) return {"writes to a device"};
  if ((program == "shred" || program == "wipefs" || program == "blkdiscard" || program == "sgdisk") &&
      any(args, is_disk))
    return {"destroys what a disk holds"};
  if (program.rfind("mkfs", 0) == 0 && any(args, is_disk)) return {"makes a file system"};
  if (any(simple.files, is_disk)) return {"writes to a disk"};
  if (program == "chmod" && recursive && any(args, is_open_mode) && any(args, is_root))
    return {"opens every file to everybody"};
  if (program == "chown" && recursive && any(args, is_root)) return {"gives every file to somebody"};
  if (runs_download(program, args)) {
    std::string all;
    for (const std::string& arg : args) all += arg + " ";
    return download(all);
  }
  return {};
}

// An interpreter without a script of its own takes what it is given for one. A shell's next word may be the
// sentence's.
bool runs_input(const Simple& simple) {
  const Words args = distill::arguments_of(simple);
  const std::string program = distill::program_of(simple);
  if (!is_shell(program)) return false;
  if (program.ends_with("sh")) return args.empty() || args[0] != "-c";
  for (const std::string& arg : args) {
    if (arg == "-s" || arg == "-" || arg == "--" || arg == "/dev/stdin") return true;
    if (arg == "-c" || arg == "-e" || arg == "-m" || arg == "-p" || !arg.starts_with("-")) return false;
  }
  return true;
}

bool pipes_download(const std::vector<Simple>& commands) {
  bool downloaded = false;
  for (const Simple& simple : commands) {
    downloaded = is_download(simple) || (downloaded && simple.piped);
    if (downloaded && simple.piped && runs_input(simple)) return true;
  }
  return false;
}

// NAME(){ NAME|NAME& };NAME, whatever it is called.
bool is_fork_bomb(std::string_view line) {
  std::string packed;
  for (const char c : line) {
    if (c != ' ' && c != '\t') packed += c;
  }
  const std::size_t at = packed.find("(){");
  if (at == std::string::npos || at == 0) return false;
  std::size_t start = at;
  while (start > 0 && contains(":_.%", packed.substr(start - 1, 1))) --start;
  while (start == at || (start > 0 && std::isalnum(static_cast<unsigned char>(packed[start - 1])) != 0)) {
    if (start == 0) break;
    --start;
  }
  const std::string name = packed.substr(start, at - start);
  return !name.empty() && contains(packed, "(){" + name + "|" + name + "&}");
}

// "iwr … | iex", "iex (irm …)", "IEX(New-Object Net.WebClient).DownloadString(…)".
bool is_powershell_download(std::string_view line) {
  const std::string low = distill::lower(line);
  const bool loads = contains(low, "downloadstring") || contains(low, "downloadfile") ||
                     contains(low, "iwr ") || contains(low, "irm ") || contains(low, "invoke-webrequest") ||
                     contains(low, "invoke-restmethod");
  const bool runs = contains(low, "| iex") || contains(low, "|iex") || contains(low, "iex (") ||
                    contains(low, "iex(") || contains(low, "iex \"") || contains(low, "invoke-expression");
  return loads && runs;
}

}  // namespace

Danger danger_in(std::string_view whole) {
  const std::string_view line = whole.substr(0, 64 << 10);
  if (is_fork_bomb(line)) return {"is a fork bomb"};
  const std::vector<Simple> commands = distill::parse_shell(line);
  if (pipes_download(commands) || is_powershell_download(line)) return download(line);
  for (const std::string_view form :
       {"bash <(curl", "sh <(curl", "bash <(wget", "sh <(wget", "source <(curl", ". <(curl"})
    if (contains(line, form)) return download(line);
  bool at_root = false;  // "cd / && rm -rf *"
  for (const Simple& simple : commands) {
    if (const Danger danger = danger_of(simple); !danger.what.empty()) return danger;
    const Words args = distill::arguments_of(simple);
    const std::string program = distill::program_of(simple);
    if (at_root && program == "rm" && has_flag(args, 'r', "--recursive") && any(args, is_all_here))
      return {"removes everything below a root or home folder"};
    if (program == "cd") at_root = args.empty() || is_everything(args[0]);
  }
  return {};
}

}  // namespace galdr::gate
