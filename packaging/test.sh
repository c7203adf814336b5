#!/usr/bin/env bash
# Does what install.sh does, then builds all tests and runs them through ctest, whose summary ends the output.
#
#   packaging/test.sh [--prefix DIR]     DIR: as for install.sh
#
# Warnings are errors here. Passing tests are counted, failing ones shown. What was printed: build/test.log,
# build/ctest.log. The exit status is ctest's.
set -euo pipefail
name="test"
# shellcheck source=packaging/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly kTestPrograms=(python3:python3 strace:strace git:git)

# summary: ctest's output without the lines of tests that start and pass.
summary() { awk '!/^ *Start +[0-9]+: / && !/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: .* Passed /{ print; fflush() }'; }

# run_tests: with an empty home, so that no test can meet the user's own files.
run_tests() {
  local home status=0
  home=$(mktemp -d)
  env -u GALDR_ROOT -u GALDR_SKILLS_ROOT -u GALDR_HOOK_OFF HOME="$home" \
    ctest --test-dir "$build" --output-on-failure --parallel "$(cores)" 2>&1 </dev/null |
    tee "$checkout/build/ctest.log" | summary || status=$?
  rm -rf "$home"
  return "$status"
}

GALDR_WERROR=ON "$checkout/packaging/install.sh" "$@"
start_log
# shellcheck disable=SC2046  # names of packages, a word each
need_packages $(missing "${kTestPrograms[@]}")
need_catch2
configure -DGALDR_TESTS=ON -DGALDR_WERROR=ON
stage "building the tests" cmake --build "$build" --parallel "$(cores)"
say "running the tests (each by name: build/ctest.log)"
run_tests
