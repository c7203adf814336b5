#!/usr/bin/env bash
# Builds a release of galdr and installs it for this user, then shows it at work in a temporary folder.
#
#   packaging/install.sh [--prefix DIR]     DIR: ~/.local by default; the programs go to DIR/bin
#
# On Debian 12 it first installs what is missing (root or sudo). Elsewhere it says what is missing and builds with
# what is there. Run it again to upgrade: programs are replaced in one step each, so that an agent's hook never
# meets half a file. GALDR_SQLITE=DIR names a SQLite amalgamation to use. What the build printed: build/install.log.
set -euo pipefail
name=install
# shellcheck source=packaging/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() { sed -n '/^#   packaging/s/^# *//p' "${BASH_SOURCE[0]}"; }

prefix=${HOME:+$HOME/.local}
while [[ $# -gt 0 ]]; do
  case $1 in
    --prefix) [[ ${2:-} ]] || fail "--prefix wants a folder"; prefix=$2; shift 2 ;;
    --prefix=*) prefix=${1#*=}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
[[ $prefix ]] || fail "HOME is not set: name a folder by --prefix DIR"
[[ $prefix == /* ]] || prefix=$PWD/$prefix

# install_files: everything that the build installs, by way of a staging folder and a rename each.
install_files() {
  local stage_dir=$build/stage file
  rm -rf "$stage_dir"
  cmake --install "$build" --prefix "$stage_dir" --strip || return 1
  (cd "$stage_dir" && find . -type f) | while read -r file; do
    file=${file#./}
    mkdir -p "$(dirname "$prefix/$file")"
    cp -p "$stage_dir/$file" "$prefix/$file.new-$$" && mv -f "$prefix/$file.new-$$" "$prefix/$file" || exit 1
  done
}

start_log
# shellcheck disable=SC2046  # names of packages, a word each
need_packages $(missing "${kPrograms[@]}")
# shellcheck disable=SC2046
need_packages $(missing "${kHeaders[@]}")
fetch_sqlite
options=()
if [[ ${GALDR_WERROR:-} ]]; then options+=(-DGALDR_WERROR="$GALDR_WERROR"); fi
if [[ ! -f $build/CMakeCache.txt ]]; then options+=(-DGALDR_TESTS=OFF); fi  # a folder that has tests keeps them
configure ${options[@]+"${options[@]}"}
stage "building" cmake --build "$build" --parallel "$(cores)" --target galdr galdr-hook
stage "installing to $prefix" install_files
say "galdr is installed; this is what it does:"
"$prefix/bin/galdr" demo </dev/null
case :$PATH: in
  *:"$prefix/bin":*) say "next: galdr setup" ;;
  *) say "put it on your PATH:  export PATH=\"$prefix/bin:\$PATH\"  (in ~/.profile to keep it); next: galdr setup" ;;
esac
