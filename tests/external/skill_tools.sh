#!/usr/bin/env bash
# Holds skills that galdr makes against other people's programs: npm's skills-ref, skill-check, skills and
# commonmark.
#
#   tests/external/skill_tools.sh SKILL_SAMPLES GALDR GALDR_HOOK
#
# The first makes skills of every shape, and of hostile text; the others record and distill sessions as a user would.
# npm puts its programs into a temporary folder (NPM_PREFIX: one to use and keep). Exit status: 0 all agree, 1 one does
# not, 77 there is no npm or it cannot fetch them.
set -euo pipefail
samples=$(realpath "$1")
galdr=$(realpath "$2")
hook=$(realpath "$3")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home DISABLE_TELEMETRY=1
unset GALDR_ROOT GALDR_SKILLS_ROOT GALDR_HOOK_OFF
mkdir "$HOME"
prefix=${NPM_PREFIX:-$work/npm}
failed=0

skip() {
  echo "skipped: $1"
  exit 77
}

# check NAME COMMAND...: says which skill it does not like, and why.
check() {
  local name=$1
  shift
  "$@" >"$work/said" 2>&1 && return
  failed=$((failed + 1))
  echo "$name: $*"
  head -20 "$work/said"
}

command -v npm >/dev/null || skip "there is no npm"
if [[ ! -x $prefix/node_modules/.bin/commonmark ]]; then
  timeout 240 npm install --prefix "$prefix" --no-audit --no-fund --no-package-lock --fetch-retries 0 \
    skills-ref skill-check skills commonmark >"$work/npm.log" 2>&1 || skip "npm cannot fetch skills-ref, skill-check, skills and commonmark"
fi
PATH=$prefix/node_modules/.bin:$PATH

# As a user: a draft of each recorded session, then one that is installed, and an author's version.
record() { # FIXTURE
  node -e 'for (const line of require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n")) {
    const { payload } = JSON.parse(line);
    require("child_process").execFileSync(process.argv[2], ["--agent", "claude-code"],
      { input: typeof payload == "string" ? payload : JSON.stringify(payload) });
  }' "$1" "$hook"
}
skills=$work/skills
mkdir "$skills"
"$samples" "$skills"
export GALDR_SKILLS_ROOT=$skills
for fixture in mcp py-project; do
  record "$here/../data/claude-code/$fixture.jsonl"
  "$galdr" distill @ --name "recorded-$fixture" --install >/dev/null
done
"$galdr" distill @ --name by-a-program --dry-run 2>/dev/null | sed '/^metadata:/,/^---/{/^---/!d}' >"$work/SKILL.md"
"$galdr" distill @ --name by-a-program --author "cat $work/SKILL.md" --install >/dev/null
sed 's/^name: .*/name: by-a-person/' "$work/SKILL.md" |
  "$galdr" distill @ --name by-a-person --from - --install >/dev/null

count=$(find "$skills" -mindepth 1 -maxdepth 1 -type d | wc -l)
check skills-ref xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 skills-ref validate < <(printf '%s\n' "$skills"/*)
check skill-check skill-check check "$skills" --no-security-scan

# Markdown as another reader has it: hostile text makes no heading, no HTML and no link of its own.
cat >"$work/outline.cjs" <<'EOF'
const fs = require("fs");
const { Parser } = require("commonmark");
const outline = (path) => {
  const body = fs.readFileSync(path, "utf8").replace(/^---\n[^]*?\n---\n/, "");
  const out = [], walker = new Parser().parse(body).walker();
  for (let event; (event = walker.next()); ) {
    const { type, level, destination } = event.node;
    if (!event.entering) continue;
    if (type == "heading") out.push("#".repeat(level));
    if (type == "html_block") out.push("HTML");
    if (type == "link" && !destination.startsWith("references/")) out.push("link " + destination);
  }
  return out.join(" ");
};
const [folder] = process.argv.slice(2), wanted = outline(`${folder}/hostile-1/SKILL.md`);
let wrong = 0;
for (const name of fs.readdirSync(folder).filter((name) => name.startsWith("hostile-"))) {
  const found = outline(`${folder}/${name}/SKILL.md`);
  if (found != wanted) console.log(`${name}: ${found}, not ${wanted}`), wrong++;
}
process.exit(wrong ? 1 : 0);
EOF
check commonmark env NODE_PATH="$prefix/node_modules" node "$work/outline.cjs" "$skills"

# What the installer puts where agents look is what galdr wrote, references and all.
installed=0
mkdir "$work/project"
cd "$work/project"
for name in short long-files many-steps recorded-py-project by-a-program; do
  check skills skills add "$skills" -a claude-code codex cursor -s "$name" -y
  check diff diff -r "$skills/$name" ".agents/skills/$name"
  check link test -f ".claude/skills/$name/SKILL.md"
  installed=$((installed + 1))
done
echo "$count skills checked by skills-ref and skill-check, $installed installed by skills; $failed complaints"
exit $((failed > 0))
