#!/usr/bin/env bash
# Records the real Claude Code with galdr and compares each tool call with Claude's own transcripts.
#
#   DRIVER=/path/run.sh tests/external/claude_code/run.sh [MODE...]
#
# DRIVER: a program that runs scenarios in Claude Code, as `DRIVER HOOK_COMMAND [SCENARIO...]`, and honours WORK (its
#   folder; Claude's home is WORK/home), EVENTS (the hook events to set), EXTRA_SETTINGS (JSON over settings.json) and
#   CLAUDE_BIN. It exits 0 if every scenario went as it should.
# Modes (all of them without an argument), each with a GALDR_ROOT of its own:
#   all         the hook on every event that the driver knows; drained afterwards
#   registered  the hook on the events that `galdr setup` registers; drained afterwards
#   setup       settings.json comes from `galdr setup claude-code`, run in Claude's home before each start
#   daemon      as `all`, with the daemon draining meanwhile
# Environment: GALDR, GALDR_HOOK (programs; build/release's by default), CLAUDE_BIN (for `setup`; `claude` on PATH by
#   default), SCENARIOS (names, all by default), OUT (a folder to keep; a temporary one by default).
# Prints a table for each mode. Exit status: 0 everything agrees, 1 something does not, 2 usage.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
galdr=$(realpath "${GALDR:-$checkout/build/release/drain/galdr}")
hook=$(realpath "${GALDR_HOOK:-$checkout/build/release/hook/galdr-hook}")
read -ra scenarios <<<"${SCENARIOS:-}"
daemon_root=

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
  exit 2
}

# in_home MODE COMMAND...: as Claude's user in that mode.
in_home() {
  local root=$out/$1
  shift
  env -u CLAUDE_CONFIG_DIR HOME="$root/home" GALDR_ROOT="$root/galdr" "$@"
}

# hook_command MODE [ARGUMENT...]
hook_command() { echo "GALDR_ROOT='$out/$1/galdr' '$hook' --agent claude-code || exit 0"; }

registered_events() {
  in_home "$1" "$galdr" setup claude-code --print 2>/dev/null |
    python3 -c 'import json, sys; print(*json.load(sys.stdin)["hooks"])'
}

drive() { # MODE [NAME=VALUE...]
  local mode=$1
  shift
  env WORK="$out/$mode" "$@" "$DRIVER" "$(hook_command "$mode")" "${scenarios[@]}" >"$out/$mode.log" 2>&1
}

# A claude that has galdr set up its hooks and then runs the real one. The name of galdr-hook is that of the build.
write_claude() {
  local real
  real=$(command -v "${CLAUDE_BIN:-claude}") || { echo "no claude; name it by CLAUDE_BIN" >&2; exit 2; }
  cat >"$out/claude" <<EOF
#!/bin/sh
export GALDR_ROOT='$out/setup/galdr' PATH='$(dirname "$hook")':"\$PATH"
'$galdr' setup claude-code </dev/null >>'$out/setup.txt' 2>&1 || echo "galdr setup: status \$?" >>'$out/setup.failed'
exec '$real' "\$@"
EOF
  chmod +x "$out/claude"
}

run_setup() {
  write_claude
  drive setup CLAUDE_BIN="$out/claude" EXTRA_SETTINGS='{"hooks":{}}' || return 1
  [[ ! -e $out/setup.failed ]] || { cat "$out/setup.failed" "$out/setup.txt"; return 1; }
  in_home setup "$galdr" setup claude-code --check
}

run_daemon() {
  local status=0
  daemon_root=$out/daemon/galdr
  in_home daemon "$galdr" daemon start
  drive daemon || status=1
  in_home daemon "$galdr" daemon status || status=1
  stop_daemon
  return "$status"
}

stop_daemon() {
  [[ -n $daemon_root ]] || return 0
  in_home daemon "$galdr" daemon stop
  daemon_root=
}

run_mode() {
  case $1 in
    all) drive all ;;
    registered) drive registered EVENTS="$(registered_events registered)" ;;
    setup) run_setup ;;
    daemon) run_daemon ;;
    *) usage ;;
  esac
}

# check MODE: runs it, drains, compares.
check() {
  local status=0
  echo "== $1"
  mkdir -p "$out/$1/home"
  run_mode "$1" || { status=1; echo "$1: the run failed:"; tail -n 40 "$out/$1.log"; }
  in_home "$1" "$galdr" drain --once --json || status=1
  in_home "$1" "$galdr" events --json >"$out/$1.events.jsonl" || status=1
  python3 "$here/compare.py" "$out/$1/home/.claude/projects" "$out/$1.events.jsonl" || status=1
  return "$status"
}

[[ -x ${DRIVER:-} ]] || usage
if [[ -n ${OUT:-} ]]; then
  mkdir -p "$OUT" && out=$(cd "$OUT" && pwd)
  trap stop_daemon EXIT
else
  out=$(mktemp -d)
  trap 'stop_daemon; rm -rf "$out"' EXIT
fi
failed=0
for mode in "${@:-all registered setup daemon}"; do
  for one in $mode; do check "$one" || failed=1; done
done
exit "$failed"
