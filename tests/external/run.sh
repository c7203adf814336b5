#!/usr/bin/env bash
# Records real coding agents with galdr and compares each tool call with the agents' own transcripts.
#
#   DRIVERS=/path tests/external/run.sh [AGENT...] [MODE...]
#
# DRIVERS: a folder with AGENT/run.sh for each agent, a program that runs scenarios in that agent, as
#   `run.sh HOOK_COMMAND [SCENARIO...]` ("{event}" in the command stands for the event's name), and honours WORK (its
#   folder; the agent's home is WORK/home), EVENTS (the hook events to set) and the agent's program in CLAUDE_BIN,
#   CODEX_BIN, GEMINI_BIN, COPILOT_BIN or OPENCODE_BIN. It exits 0 if every scenario went as it should. If it leaves
#   WORK/server.jsonl, that is what its scripted model was asked and answered.
# Agents: claude-code codex gemini-cli copilot opencode; all of them without one.
# Modes (all of them without one), each with a GALDR_ROOT of its own:
#   all         the hook on every event that the driver knows; drained afterwards
#   registered  the hook on the events that `galdr setup` registers; drained afterwards (opencode has no such list)
#   setup       the agent's configuration comes from `galdr setup`, run in its home before each start
#   daemon      as `all`, with the daemon draining meanwhile
# Environment: GALDR, GALDR_HOOK (programs; build/release's by default), SCENARIOS (names, all by default), OUT (a
#   folder to keep; a temporary one by default), and, for `setup`, the agents' programs (by default those on PATH).
# Prints a table for each agent and mode. Exit status: 0 everything agrees, 1 something does not, 2 usage.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
galdr=$(realpath "${GALDR:-$checkout/build/release/drain/galdr}")
hook=$(realpath "${GALDR_HOOK:-$checkout/build/release/hook/galdr-hook}")
read -ra scenarios <<<"${SCENARIOS:-}"
declare -A programs=([claude-code]=CLAUDE_BIN [codex]=CODEX_BIN [gemini-cli]=GEMINI_BIN [copilot]=COPILOT_BIN
  [opencode]=OPENCODE_BIN)
declare -A names=([claude-code]=claude [codex]=codex [gemini-cli]=gemini [copilot]=copilot [opencode]=opencode)
declare -A transcripts=([claude-code]=.claude/projects [codex]=.codex/sessions [gemini-cli]=.gemini/tmp
  [copilot]=.copilot/session-state [opencode]=.local/share/opencode/opencode.db)
with_daemon= # the agent whose daemon runs

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2
  exit 2
}

# in_home COMMAND...: as the user of the agent in that mode.
in_home() {
  env -u CLAUDE_CONFIG_DIR -u CODEX_HOME -u COPILOT_HOME -u XDG_CONFIG_HOME -u XDG_DATA_HOME HOME="$work/home" \
    GALDR_ROOT="$work/galdr" "$@"
}

# As `galdr setup` would write it, for an agent whose payloads do not name their event too.
hook_command() {
  local event=
  [[ $agent != copilot ]] || event=" --event {event}"
  echo "GALDR_ROOT='$work/galdr' '$hook' --agent $agent$event || exit 0"
}

registered_events() {
  in_home "$galdr" setup "$agent" --print 2>/dev/null |
    python3 -c 'import json, sys; print(*json.load(sys.stdin)["hooks"])'
}

drive() { # HOOK_COMMAND [NAME=VALUE...]
  local command=$1
  shift
  env WORK="$work" "$@" "$DRIVERS/$agent/run.sh" "$command" "${scenarios[@]}" >"$work.log" 2>&1
}

# A program that has galdr set up its hooks and then runs the agent. The name of galdr-hook is that of the build.
write_program() {
  local variable=${programs[$agent]} real
  real=$(command -v "${!variable:-${names[$agent]}}") || { echo "no $agent; name it by $variable" >&2; return 1; }
  cat >"$work.program" <<EOF
#!/bin/sh
export GALDR_ROOT='$work/galdr' PATH='$(dirname "$hook")':"\$PATH"
'$galdr' setup $agent </dev/null >>'$work.setup' 2>&1 || echo "galdr setup: status \$?" >>'$work.setup.failed'
exec '$real' "\$@"
EOF
  chmod +x "$work.program"
}

# The driver's own hooks do nothing here, and stand beside galdr's.
run_setup() {
  write_program || return 1
  drive true "${programs[$agent]}=$work.program" || return 1
  [[ ! -e $work.setup.failed ]] || { cat "$work.setup.failed" "$work.setup"; return 1; }
  in_home "$galdr" setup "$agent" --check || [[ $agent == codex ]] # only a user can trust hooks; drivers bypass that
}

run_daemon() {
  local status=0
  in_home "$galdr" daemon start
  with_daemon=$agent
  drive "$(hook_command)" || status=1
  in_home "$galdr" daemon status || status=1
  stop_daemon
  return "$status"
}

stop_daemon() {
  [[ -n $with_daemon ]] || return 0
  in_home "$galdr" daemon stop
  with_daemon=
}

run_mode() {
  case $1 in
    all) drive "$(hook_command)" ;;
    registered) drive "$(hook_command)" EVENTS="$(registered_events)" ;;
    setup) run_setup ;;
    daemon) run_daemon ;;
  esac
}

compare() {
  local model_log=()
  [[ ! -e $work/server.jsonl ]] || model_log=("$work/server.jsonl")
  python3 "$here/compare.py" "$agent" "$work/home/${transcripts[$agent]}" "$work.events.jsonl" "${model_log[@]}"
}

# check AGENT MODE: runs it, drains, compares.
check() {
  local status=0
  agent=$1 work=$out/$1-$2
  echo "== $1 $2"
  mkdir -p "$work/home"
  run_mode "$2" || { status=1; echo "the run failed:"; tail -n 40 "$work.log"; }
  in_home "$galdr" drain --once --json || status=1
  in_home "$galdr" events --json >"$work.events.jsonl" || status=1
  compare || status=1
  return "$status"
}

[[ -d ${DRIVERS:-} ]] || usage
agents=() modes=()
for word in "$@"; do
  case $word in
    claude-code | codex | gemini-cli | copilot | opencode) agents+=("$word") ;;
    all | registered | setup | daemon) modes+=("$word") ;;
    *) usage ;;
  esac
done
[[ ${#agents[@]} -gt 0 ]] || agents=(claude-code codex gemini-cli copilot opencode)
[[ ${#modes[@]} -gt 0 ]] || modes=(all registered setup daemon)
if [[ -n ${OUT:-} ]]; then
  mkdir -p "$OUT" && out=$(cd "$OUT" && pwd)
  trap stop_daemon EXIT
else
  out=$(mktemp -d)
  trap 'stop_daemon; rm -rf "$out"' EXIT
fi
failed=0
for one in "${agents[@]}"; do
  for mode in "${modes[@]}"; do
    [[ $one != opencode || $mode != registered ]] || continue
    check "$one" "$mode" || failed=1
  done
done
exit "$failed"
