#!/usr/bin/env bash
# The gate over skills that other people publish: installs packages that carry some, and prints what it refuses.
#
#   tests/external/skill_collections.sh GALDR [PACKAGE...]
#
# npm puts the packages into a temporary folder (SKILL_PACKAGES: one to use and keep). Nothing of them is run. Exit
# status: 0 at most 3 of 100 skills are refused, 1 more are, 77 there is no npm or it cannot fetch them.
set -euo pipefail
galdr=$(realpath "$1")
shift
[[ $# -gt 0 ]] || set -- @electric-sql/client @google/gemini-cli @playwright/cli @tanstack/db @tanstack/router-core \
  @tanstack/router-plugin agent-browser bmad-method chrome-devtools-mcp claude-flow ecc-universal oh-my-claude-sisyphus \
  oh-my-codex oh-my-opencode openskills ruflo skill-check
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home GALDR_ROOT=$work/root GALDR_SKILLS_ROOT=$work/none
mkdir "$HOME" "$GALDR_ROOT"
packages=${SKILL_PACKAGES:-$work/packages}

skip() {
  echo "skipped: $1"
  exit 77
}

command -v npm >/dev/null || skip "there is no npm"
total=0 refused=0
printf '%-28s %7s %8s\n' package skills refused
for package in "$@"; do
  folder=$packages/${package//\//__}
  if [[ ! -d $folder/package ]]; then
    mkdir -p "$folder"
    (cd "$folder" && timeout 120 npm pack --silent --fetch-retries 0 "$package" >/dev/null 2>&1 &&
      tar xzf ./*.tgz && rm ./*.tgz) || skip "npm cannot fetch $package"
  fi
  skills=0 bad=0
  while IFS= read -r manual; do
    skills=$((skills + 1))
    if ! "$galdr" validate "$manual" >"$work/said"; then
      bad=$((bad + 1))
      grep ': error: ' "$work/said" | sed "s#^$folder/package/#  #" >>"$work/errors" || true
    fi
  done < <(find "$folder" -name SKILL.md -type f | sort)
  printf '%-28s %7d %8d\n' "$package" "$skills" "$bad"
  total=$((total + skills)) refused=$((refused + bad))
done
echo "$total skills, $refused refused"
[[ ! -s $work/errors ]] || cat "$work/errors"
exit $((refused * 100 > total * 3))
