#!/usr/bin/env bash
# Fuzzes what reads bytes of strangers, under AddressSanitizer and UndefinedBehaviorSanitizer.
#
#   tests/fuzz/run.sh [--seconds N] [--keep] [TARGET...]
#
# N: for each target, 60 by default. TARGET: all by default; a file NAME.cpp here is one. Environment: CLANG (a clang++
# with libFuzzer), GALDR_SQLITE_DIR (a SQLite amalgamation; .deps/sqlite by default), GALDR_FUZZ_BUILD (a folder;
# build/fuzz by default, where inputs are kept from run to run).
#
# An input that breaks a target is made small and put into tests/fuzz/corpus/TARGET/, to stay there once the fault is
# mended: ctest runs these files with any compiler. --keep also adds the smallest inputs that reach something new, 40 KB
# a target at most. Exit status: 0 nothing was found, 1 something was, 2 usage or the build failed.
set -euo pipefail
name=fuzz
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
build=${GALDR_FUZZ_BUILD:-$checkout/build/fuzz}
readonly kLargest=4096 kKeptBytes=40960 kKeptFiles=60

say() { echo "$name: $*"; }

fail() {
  echo "$name: $*" >&2
  exit 2
}

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }

find_clang() {
  local candidate
  for candidate in ${CLANG:-clang++ clang++-19 clang++-14}; do
    if command -v "$candidate" >/dev/null; then
      echo "$candidate"
      return
    fi
  done
  fail "no clang++ here: apt-get install clang libclang-rt-14-dev"
}

configure() {
  local options=(-DGALDR_FUZZ=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo)
  options+=(-DCMAKE_CXX_COMPILER="$clang" -DCMAKE_C_COMPILER="${clang/++/}")
  if command -v ccache >/dev/null; then
    options+=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  if [[ ${GALDR_SQLITE_DIR:-} ]]; then options+=(-DGALDR_SQLITE_DIR="$GALDR_SQLITE_DIR"); fi
  if command -v ninja >/dev/null && [[ ! -f $build/CMakeCache.txt ]]; then options+=(-G Ninja); fi
  cmake -S "$checkout" -B "$build" "${options[@]}"
}

compile() { cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target fuzz_targets; }

build_targets() {
  mkdir -p "$build"
  if { configure && compile; } >"$build/run.log" 2>&1; then return; fi
  tail -n 40 "$build/run.log" >&2
  fail "the build failed (all of it in $build/run.log)"
}

# keep_findings TARGET: each crash, made small, into the corpus. False if there was none.
keep_findings() {
  local found small status=1
  for found in "$work/findings/$1"/*; do
    [[ -f $found ]] || continue
    status=0
    small=$here/corpus/$1/$(basename "$found" | cut -c1-24)
    cp "$found" "$small"
    "$build/tests/fuzz/fuzz_$1" -minimize_crash=1 -max_total_time=30 -exact_artifact_path="$small.min" "$found" \
      >"$work/$1.minimise.log" 2>&1 || true
    if [[ -s $small.min ]]; then mv "$small.min" "$small"; fi
    say "$1: FOUND ${small#"$checkout/"} ($(wc -c <"$small") bytes); see $work/$1.log"
  done
  return "$status"
}

# keep_new TARGET: inputs that together reach all that is reached, the small and the large, as far as they fit.
keep_new() {
  local merged=$work/merged/$1 kept=$here/corpus/$1 total size path
  rm -rf "$merged"
  mkdir -p "$merged"
  "$build/tests/fuzz/fuzz_$1" -set_cover_merge=1 -use_counters=0 -use_cmp=0 -max_len="$kLargest" \
    "$merged" "$kept" "$work/corpus/$1" >"$work/$1.merge.log" 2>&1
  total=$(find "$kept" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')
  while read -r size path; do
    if ((total + size > kKeptBytes)); then break; fi
    cp -n "$path" "$kept/$(basename "$path" | cut -c1-12)"
    total=$((total + size))
  done < <(find "$merged" -type f -printf '%s %p\n' | sort -n |
    awk -v most="$kKeptFiles" '{ line[NR] = $0 } END { for (i = 1; i <= NR; i++)
      if (NR <= most || int(i * most / NR) > int((i - 1) * most / NR)) print line[i] }')
}

# fuzz TARGET: false if something was found.
fuzz() {
  mkdir -p "$work/corpus/$1" "$work/findings/$1" "$here/corpus/$1"
  rm -f "$work/findings/$1"/*
  "$here/seeds.py" "$1" "$work/corpus/$1"
  "$build/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -max_len="$kLargest" -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$work/findings/$1/" "$work/corpus/$1" "$here/corpus/$1" \
    >"$work/$1.log" 2>&1 </dev/null || true
  say "$1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$1.log") inputs," \
    "$(find "$work/corpus/$1" -type f | wc -l) that matter"
  if keep_findings "$1"; then return 1; fi
  if ! grep -q '^stat::number_of_executed_units' "$work/$1.log"; then
    tail -n 20 "$work/$1.log" >&2
    return 1
  fi
  if [[ $keep ]]; then keep_new "$1"; fi
}

seconds=60 keep='' targets=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --seconds) seconds=${2:-}; shift 2 || fail "--seconds wants a number" ;;
    --keep) keep=1; shift ;;
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) targets+=("$1"); shift ;;
  esac
done
if [[ ${#targets[@]} == 0 ]]; then
  for source in "$here"/*.cpp; do
    target=$(basename "$source" .cpp)
    case $target in fuzz | replay) ;; *) targets+=("$target") ;; esac
  done
fi
clang=$(find_clang)
work=$build/work status=0
mkdir -p "$work"
# A target that ends by a finding leaves its files. In memory, since each input is written to one.
TMPDIR=$(mktemp -d -p "$(if [[ -w /dev/shm ]]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi)")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
build_targets
for target in "${targets[@]}"; do
  [[ -x $build/tests/fuzz/fuzz_$target ]] || fail "no target $target"
  fuzz "$target" || status=1
done
exit "$status"
