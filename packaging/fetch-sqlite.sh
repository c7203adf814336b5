#!/usr/bin/env bash
# Puts SQLite's amalgamation (sqlite3.c, sqlite3.h) into DIR, .deps/sqlite of the checkout by default.
#
#   packaging/fetch-sqlite.sh [DIR]
#
# The first of these that works: the folder that $GALDR_SQLITE names; the official zip; the npm package
# better-sqlite3, which carries the same two files; a copy that the system has. What is downloaded is checked by
# SHA-256, and a wrong sum ends the script. A good copy that is already there is left alone.
# Exit status: 0 there is a good copy; 1 a wrong sum or an unusable folder; 3 no source could be reached.
set -euo pipefail

readonly kNeeded=3051003  # 3.7.0 to 3.51.2 can corrupt a WAL database that several processes write and checkpoint
readonly kZip=sqlite-amalgamation-3530400
readonly kZipUrl=https://sqlite.org/2026/$kZip.zip
readonly kZipSum=1e71ddf93849c6a6ecf58b827c0692073d2dd7ee40196158068f7b29f422e87d
readonly kNpmPackage=better-sqlite3@12.11.1
readonly kNpmSourceSum=60d2f39a3726cd6b9021da6f4e868608d66fbb6528a9f513dc8ffcc640493422
readonly kNpmHeaderSum=9e69a1353a4288450b0d5239ede11fc7f1f4c8e5eb07491fc8317eacb5b7de7e
readonly kMarker=update-delete-limit  # the grammar was made with SQLITE_ENABLE_UPDATE_DELETE_LIMIT

fail() {
  echo "fetch-sqlite: $1" >&2
  exit "${2:-1}"
}

sum_of() {
  if command -v sha256sum >/dev/null; then sha256sum <"$1" | cut -d ' ' -f 1
  else shasum -a 256 <"$1" | cut -d ' ' -f 1; fi
}

# version_of FILE: SQLITE_VERSION_NUMBER in it, 0 if it has none.
version_of() {
  local number
  number=$(sed -n 's/^#define SQLITE_VERSION_NUMBER  *\([0-9][0-9]*\).*/\1/p' "$1" 2>/dev/null | head -n 1) || true
  echo "${number:-0}"
}

# usable DIR: both files are there, of one version, which is new enough.
usable() {
  [[ -f $1/sqlite3.c && -f $1/sqlite3.h ]] || return 1
  local version
  version=$(version_of "$1/sqlite3.h")
  ((version >= kNeeded)) && [[ $(version_of "$1/sqlite3.c") == "$version" ]]
}

expect_sum() {
  local sum
  sum=$(sum_of "$1")
  [[ $sum == "$2" ]] || fail "$3 has SHA-256 $sum instead of $2: not used"
}

# settle DIR: moves its two files to the target, the header last, and notes their sums beside them.
settle() {
  usable "$1" || fail "$1 has no sqlite3.c and sqlite3.h of one version from 3.51.3 on"
  mkdir -p "$target" || fail "cannot make $target"
  rm -f "$target/$kMarker" "$target/SHA256SUMS"
  if [[ -e $1/$kMarker || $(sum_of "$1/sqlite3.c") == "$kNpmSourceSum" ]]; then touch "$target/$kMarker"; fi
  local file
  for file in sqlite3.c sqlite3.h; do
    cp "$1/$file" "$target/$file.part" || fail "cannot write to $target"
    mv "$target/$file.part" "$target/$file"
  done
  note_sums >"$target/SHA256SUMS" || fail "cannot write to $target"
}

note_sums() {
  local file
  for file in sqlite3.c sqlite3.h; do echo "$(sum_of "$target/$file")  $file"; done
}

# is_good: the target holds what an earlier run, or the npm package, put there, unchanged.
is_good() {
  usable "$target" || return 1
  if [[ -f $target/SHA256SUMS ]]; then [[ $(note_sums) == "$(cat "$target/SHA256SUMS")" ]]
  else
    [[ -e $target/$kMarker && $(sum_of "$target/sqlite3.c") == "$kNpmSourceSum" &&
      $(sum_of "$target/sqlite3.h") == "$kNpmHeaderSum" ]]
  fi
}

same_files() { cmp -s "$1/sqlite3.c" "$target/sqlite3.c" && cmp -s "$1/sqlite3.h" "$target/sqlite3.h"; }

from_zip() {
  command -v curl >/dev/null && command -v unzip >/dev/null || return 1
  curl -fsSL --connect-timeout 5 --max-time 60 -o "$work/sqlite.zip" "$kZipUrl" 2>/dev/null || return 1
  expect_sum "$work/sqlite.zip" "$kZipSum" "$kZipUrl"
  unzip -q "$work/sqlite.zip" -d "$work"
  settle "$work/$kZip"
}

from_npm() {
  command -v npm >/dev/null || return 1
  if ! (cd "$work" && npm pack --loglevel=error --fetch-retries=1 --fetch-timeout=60000 --ignore-scripts \
    "$kNpmPackage" >/dev/null 2>npm.log </dev/null); then
    sed 's/^/fetch-sqlite: /' "$work/npm.log" >&2
    return 1
  fi
  tar -xzf "$work"/better-sqlite3-*.tgz -C "$work"
  local found
  found=$(find "$work/package/deps" -name sqlite3.c -print -quit)
  [[ $found ]] || fail "$kNpmPackage has no sqlite3.c: not used"
  expect_sum "$found" "$kNpmSourceSum" "sqlite3.c of $kNpmPackage"
  expect_sum "${found%.c}.h" "$kNpmHeaderSum" "sqlite3.h of $kNpmPackage"
  settle "$(dirname "$found")"
}

from_system() {
  local dir
  for dir in /usr/src/sqlite3 /usr/local/src/sqlite3 /usr/share/sqlite3 /usr/local/share/sqlite3; do
    if usable "$dir"; then settle "$dir" && return; fi
  done
  return 1
}

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${1:-$checkout/.deps/sqlite}

if [[ ${GALDR_SQLITE:-} ]]; then
  usable "$GALDR_SQLITE" || fail "GALDR_SQLITE=$GALDR_SQLITE has no sqlite3.c and sqlite3.h of one version from 3.51.3 on"
  if [[ $GALDR_SQLITE -ef $target ]]; then exit 0; fi
  if ! same_files "$GALDR_SQLITE" || ! is_good; then settle "$GALDR_SQLITE"; fi
  exit 0
fi
if is_good; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
from_zip || from_npm || from_system ||
  fail "no SQLite from 3.51.3 on could be had. Put the amalgamation's sqlite3.c and sqlite3.h (sqlite.org/download.html) \
into a folder and name it by GALDR_SQLITE=DIR; with npm installed and a registry in reach this script finds them itself" 3
