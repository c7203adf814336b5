# What install.sh and test.sh share; sourced by them, not run. They set `name`, which leads every message.
# shellcheck shell=bash disable=SC2034

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$checkout/build/release
log=$checkout/build/${name:?}.log

# What the build needs, each with Debian's package of it.
readonly kPrograms=(g++:g++ cmake:cmake ninja:ninja-build curl:curl unzip:unzip
  /usr/bin/musl-gcc:musl-tools /etc/ssl/certs/ca-certificates.crt:ca-certificates)
readonly kHeaders=(SQLiteCpp/SQLiteCpp.h:libsqlitecpp-dev nlohmann/json.hpp:nlohmann-json3-dev CLI/CLI.hpp:libcli11-dev
  openssl/evp.h:libssl-dev re2/re2.h:libre2-dev)
readonly kBackports=bookworm-backports  # has Catch2 3; at apt's priority 100, so that nothing else comes from it

say() { echo "$name: $*"; }

fail() {
  echo "$name: $*" >&2
  exit 1
}

start_log() {
  mkdir -p "$checkout/build"
  : >"$log"
}

# stage TEXT COMMAND...: one line for a person; the command's output goes to the log, whose end is shown if it fails.
stage() {
  say "$1"
  shift
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    fail "failed: $* (all of it in $log)"
  fi
}

cores() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1; }

is_debian_12() { (. /etc/os-release 2>/dev/null && [[ ${ID:-} == debian && ${VERSION_ID:-} == 12 ]]); }

has_header() { echo "#include <$1>" | "${CXX:-g++}" -std=c++20 -E -x c++ - >/dev/null 2>&1; }

# missing PAIR...: the packages of what is not here. A pair is program:package, header.h:package, or /file:package
# for a file that only Debian has at that place.
missing() {
  local pair
  for pair in "$@"; do
    case $pair in
      /*) [[ -e ${pair%%:*} ]] || ! is_debian_12 || echo "${pair#*:}" ;;
      *.h:* | *.hpp:*) has_header "${pair%%:*}" || echo "${pair#*:}" ;;
      *) command -v "${pair%%:*}" >/dev/null || echo "${pair#*:}" ;;
    esac
  done
}

# as_root COMMAND...: through sudo where this is not root.
as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"
  elif { : </dev/tty; } 2>/dev/null; then sudo "$@"  # it asks for a password there
  else sudo -n "$@"; fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends "$@"; }

# need_packages PACKAGE...: installs them on Debian 12. Elsewhere says what is missing; what is there may be enough.
need_packages() {
  [[ $# -gt 0 ]] || return 0
  if ! is_debian_12; then
    say "missing here, by the names of Debian's packages: $* (going on with what is there)"
    return 0
  fi
  [[ $(id -u) == 0 ]] || command -v sudo >/dev/null ||
    fail "missing packages, and neither root nor sudo to install them: apt-get install $*"
  [[ ${updated:-} ]] || stage "updating the package lists" apt_get update
  updated=1
  stage "installing $*" apt_get install "$@"
}

# backports_entry: a source entry for backports, made out of the machine's own entry for bookworm. Nothing if none fits.
backports_entry() {
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -f $file ]] || continue
    awk -v suite="$kBackports" '
      function flush() {
        if (fits && !off) { printf "%s", stanza; done = 1; exit }
        stanza = ""; fits = off = 0
      }
      /^[ \t]*$/ { flush(); next }
      /^#/ { next }
      /^Enabled:[ \t]*no/ { off = 1 }
      /^Types:/ { $0 = "Types: deb" }
      /^Suites:/ {
        for (i = 2; i <= NF; i++) if ($i == "bookworm") fits = 1
        $0 = "Suites: " suite
      }
      { stanza = stanza $0 "\n" }
      END { if (!done) flush() }' "$file"
  done | awk 'NF == 0 { exit } $1 == "Types:" && seen++ { exit } { print }'
}

# backports_line: the same, where the entry is a line of sources.list.
backports_line() {
  sed -n "s/^deb  *\(\[[^]]*\]  *\)\{0,1\}\([^ ]*\)  *bookworm  *\(.*\)$/deb \1\2 $kBackports \3/p" \
    /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | head -n 1
}

put_file() { as_root tee "$1" >/dev/null; }

# enable_backports: adds the suite to apt's sources. False if the machine's own entries show no way to it.
enable_backports() {
  if grep -rqs "^[^#]*$kBackports" /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; then return 0; fi
  local entry file=/etc/apt/sources.list.d/galdr-backports
  entry=$(backports_entry)
  if [[ $entry ]]; then file+=.sources
  else
    entry=$(backports_line)
    file+=.list
  fi
  [[ $entry ]] || return 1
  say "adding $kBackports to apt's sources: $file"
  put_file "$file" <<<"$entry"
  unset updated
  apt_get update >>"$log" 2>&1 </dev/null || { as_root rm -f "$file" && return 1; }
  updated=1
}

# need_catch2: Catch2 3 from backports, else Catch2 2, which the tests can be built with too.
need_catch2() {
  if has_header catch2/catch_test_macros.hpp || has_header catch2/catch.hpp; then return 0; fi
  if is_debian_12 && enable_backports &&
    apt_get install libcatch2-dev >>"$log" 2>&1 </dev/null; then
    say "installed libcatch2-dev"
  else
    need_packages catch2
  fi
}

# fetch_sqlite: the amalgamation into .deps/sqlite; npm is installed only if there is no other way to it.
fetch_sqlite() {
  local status=0
  "$checkout/packaging/fetch-sqlite.sh" >>"$log" 2>&1 || status=$?
  if [[ $status == 3 ]] && is_debian_12 && ! command -v npm >/dev/null; then need_packages npm; fi
  [[ $status == 0 ]] || stage "fetching SQLite" "$checkout/packaging/fetch-sqlite.sh"
}

# configure OPTION...: build/release, with ccache where there is one. Options that are not named keep their values.
configure() {
  local options=(-DCMAKE_BUILD_TYPE=Release)
  if command -v ninja >/dev/null && [[ ! -f $build/Makefile ]]; then options+=(-G Ninja); fi
  if command -v ccache >/dev/null; then
    options+=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  stage "configuring $build" cmake -S "$checkout" -B "$build" "${options[@]}" "$@"
}
