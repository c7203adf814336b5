#!/usr/bin/env bash
# A skill that galdr made is loaded by the real Claude Code, which a scripted model drives, and galdr says what came of it.
#
#   DRIVERS=/path tests/external/skill_use.sh
#
# DRIVERS: as for run.sh; of it only claude-code/fake_model.py is used, a model server that plays scenario files.
# Environment: GALDR, GALDR_HOOK (programs; build/release's by default), CLAUDE_BIN (default: of AGENTS_DIR, else on PATH),
#   CODEX_BIN (the same), KEEP (a folder to keep everything in).
# One session does a task: it becomes a skill, installed, and linked to where Claude looks. In a second one the model
# loads it by the Skill tool and goes by it, but leaves out a step, does one at the second try, and fails at the last. In
# a third one it reads SKILL.md by a shell command and does all of it; in a fourth one Codex does so, where there is a
# codex. Prints what galdr says of them.
# Exit status: 0 as it should be, 1 not so, 77 where there is no driver or no Claude.
set -euo pipefail
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
galdr=$(realpath "${GALDR:-$checkout/build/release/drain/galdr}")
hook=$(realpath "${GALDR_HOOK:-$checkout/build/release/hook/galdr-hook}")
model=${DRIVERS:-}/claude-code/fake_model.py
claude=${CLAUDE_BIN:-${AGENTS_DIR:-}/claude-latest/node_modules/.bin/claude}
[[ -x $claude ]] || claude=$(command -v claude || true)
codex=${CODEX_BIN:-${AGENTS_DIR:-}/codex/node_modules/.bin/codex}
[[ -x $codex ]] || codex=$(command -v codex || true)
if [[ ! -f $model || -z $claude ]]; then
  echo "skipped: DRIVERS names no folder with claude-code/fake_model.py, or there is no claude"
  exit 77
fi

work=$(mktemp -d)
server=
finish() {
  [[ -z $server ]] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  [[ -z ${KEEP:-} ]] || { mkdir -p "$KEEP" && cp -a "$work/." "$KEEP/"; }
  rm -rf "$work" || { sleep 1; rm -rf "$work"; }
}
trap finish EXIT
home=$work/home project=$work/kit
mkdir -p "$home/.claude" "$work/tmp" "$work/scenarios" "$project"

cat >"$project/Makefile" <<'MAKE'
deps:
	@echo 12 packages are there > deps.txt && cat deps.txt
check:
	@test -f deps.txt && echo 41 checks passed
package:
	@test -n "$(VERSION)" && test -f notes.txt && echo kit-$(VERSION).tar.gz
upload:
	@test ! -f offline || { echo "upload: error: registry did not answer (503)" >&2; exit 1; }
	@echo kit-$(VERSION) is there
MAKE

# turns TOOL INPUT …: a scenario's turns, a call each.
turns() {
  python3 - "$@" <<'PY'
import json, sys
words = sys.argv[1:]
turns = [{"tools": [{"name": words[i], "input": json.loads(words[i + 1])}]} for i in range(0, len(words), 2)]
print(json.dumps(turns + [{"text": "That is all."}]))
PY
}
run() { printf '{"command": "%s", "description": "%s"}' "$1" "${2:-$1}"; }
scenario() { # NAME MATCH TURNS
  printf '{"threads": [{"match": "%s", "turns": %s}]}' "$2" "$3" >"$work/scenarios/$1.json"
}
scenario first "Package version 1.0.0" "$(turns Bash "$(run 'make deps' 'Fetch what is needed')" \
  Bash "$(run 'make check' 'Check it')" Bash "$(run 'echo released 1.0.0 > notes.txt && make package VERSION=1.0.0' 'Pack it')" \
  Bash "$(run 'make upload VERSION=1.0.0' 'Upload it')")"
scenario second "ship 2.0.0 now" "$(turns Skill '{"skill": "package-kit", "args": "2.0.0"}' Bash "$(run 'make deps')" \
  Bash "$(run 'rm notes.txt; make package VERSION=2.0.0')" \
  Bash "$(run 'echo released 2.0.0 > notes.txt && make package VERSION=2.0.0')" \
  Bash "$(run 'make upload VERSION=2.0.0')")"
scenario third "ship 3.0.0 now" "$(turns Bash "$(run "cat $home/.claude/skills/package-kit/SKILL.md")" \
  Bash "$(run 'make deps')" Bash "$(run 'make check')" \
  Bash "$(run 'echo released 3.0.0 > notes.txt && make package VERSION=3.0.0')" Bash "$(run 'make upload VERSION=3.0.0')")"
scenario fourth "ship 4.0.0 now" "$(turns exec_command "{\"cmd\": \"sed -n 1,200p $home/.agents/skills/package-kit/SKILL.md\"}" \
  exec_command '{"cmd": "make deps && make check"}' \
  exec_command '{"cmd": "echo released 4.0.0 > notes.txt && make package VERSION=4.0.0"}' \
  exec_command '{"cmd": "make upload VERSION=4.0.0"}')"

python3 "$model" --scenarios "$work/scenarios" --port-file "$work/port" --log "$work/server.jsonl" --max-seconds 600 \
  >"$work/server.out" 2>&1 &
server=$!
for _ in $(seq 100); do [[ -s $work/port ]] && break; sleep 0.1; done

as_user() {
  env -i PATH="$(dirname "$hook"):$PATH" HOME="$home" GALDR_ROOT="$work/galdr" GALDR_SKILLS_ROOT="$home/.agents/skills" \
    TMPDIR="$work/tmp" LANG=C.UTF-8 "$@"
}
url() { # SCENARIO
  echo "http://127.0.0.1:$(cat "$work/port")/r/$1~$(printf %s "$project" | python3 -c 'import sys; print(sys.stdin.buffer.read().hex())')"
}
ask() { # SCENARIO PROMPT
  (cd "$project" && as_user ANTHROPIC_API_KEY=none ANTHROPIC_BASE_URL="$(url "$1")" \
    DISABLE_TELEMETRY=1 DISABLE_ERROR_REPORTING=1 DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 \
    timeout -k 5 120 "$claude" -p "$2" </dev/null >"$work/$1.out" 2>&1)
}
ask_codex() { # SCENARIO PROMPT
  mkdir -p "$home/.codex"
  cat >"$home/.codex/config.toml" <<TOML
model = "gpt-5.5"
model_provider = "scripted"
check_for_update_on_startup = false
approval_policy = "never"
sandbox_mode = "danger-full-access"
[model_providers.scripted]
name = "scripted"
base_url = "$(url "$1")"
env_key = "SCRIPTED_KEY"
wire_api = "responses"
[features]
hooks = true
apps = false
plugins = false
remote_plugin = false
TOML
  as_user "$galdr" setup codex >/dev/null 2>&1 || true # only a user can trust hooks; this run goes without
  (cd "$project" && as_user SCRIPTED_KEY=none timeout -k 5 120 "$codex" exec --skip-git-repo-check \
    --dangerously-bypass-hook-trust "$2" </dev/null >"$work/$1.out" 2>&1)
}
latest_session() { as_user "$galdr" sessions --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["sessions"][-1]["session_id"])'; }

echo '{"permissions": {"allow": ["Bash", "Skill", "Read"]}}' >"$home/.claude/settings.json"
as_user "$galdr" setup claude-code >/dev/null
ask first "Package version 1.0.0 of this kit and upload it"
as_user "$galdr" distill "$(latest_session)" --name package-kit --install >/dev/null
as_user "$galdr" skill link package-kit claude-code
touch "$project/offline"
ask second "Please ship 2.0.0 now"
rm "$project/offline"
ask third "Please ship 3.0.0 now"
[[ -z $codex ]] || ask_codex fourth "Please ship 4.0.0 now"

as_user "$galdr" outcome package-kit
as_user "$galdr" outcome package-kit --json >"$work/outcome.json"
as_user "$galdr" skills
python3 - "$work/outcome.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
uses = report["uses"]
states = [[step["state"] for step in use["steps"]] for use in uses]
tries = [[step["tries"] for step in use["steps"]] for use in uses]
wanted = [["followed", "skipped", "followed", "failed"], ["followed"] * 4, ["followed"] * 4][:len(uses)]
assert len(uses) >= 2 and [use["how"] for use in uses] == ["tool", "shell", "shell"][:len(uses)], uses
assert states == wanted, states
assert tries[0][2] == 2 and tries[1] == [1, 1, 1, 1], tries
assert [use["result"] for use in uses] == ["failed", "clean", "clean"][:len(uses)], uses
PY
echo "as it should be"
