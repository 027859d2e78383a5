import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Git asks this hook for each ref of a push. The server has decided before and says so in the environment: `FORGE_REFUSED` and
 * `FORGE_VIOLATED` have lines of ref, tab, reason; `FORGE_NO_FORCE` has refs that must not be rewritten. What only the pushed commits tell is
 * looked at here: `FORGE_RESTRICTED` has lines of ref, tab, pattern of a path; `FORGE_SECRETS` is what no line may hold. A new branch is
 * judged by what it has beyond `FORGE_MAIN`.
 */
const UPDATE_HOOK = `#!/bin/sh
ref=$1 old=$2 new=$3
tab=$(printf '\\t')
refuse() {
  echo "error: GH006: Protected branch update failed for $ref." >&2
  echo "error: $1" >&2
  exit 1
}
violate() {
  echo "error: GH013: Repository rule violations found for $ref." >&2
  echo >&2
  echo "- $1" >&2
  exit 1
}
printf '%s\\n' "$FORGE_REFUSED" | while IFS="$tab" read -r name reason; do
  if [ "$name" = "$ref" ]; then refuse "$reason"; fi
done || exit 1
printf '%s\\n' "$FORGE_VIOLATED" | while IFS="$tab" read -r name reason; do
  if [ "$name" = "$ref" ]; then violate "$reason"; fi
done || exit 1
printf '%s\\n' "$FORGE_NO_FORCE" | while read -r name; do
  if [ "$name" = "$ref" ] && ! git merge-base --is-ancestor "$old" "$new"; then
    refuse 'Cannot force-push to this branch'
  fi
done || exit 1
none=0000000000000000000000000000000000000000
if [ "$new" = "$none" ]; then exit 0; fi
base=$old
if [ "$base" = "$none" ]; then base=$FORGE_MAIN; fi
if [ -n "$FORGE_RESTRICTED" ]; then
  git -c core.quotePath=false diff --name-only "$base...$new" | while read -r path; do
    printf '%s\\n' "$FORGE_RESTRICTED" | while IFS="$tab" read -r name pattern; do
      if [ "$name" = "$ref" ]; then
        case "$path" in $pattern) violate "File path is restricted: $path" ;; esac
      fi
    done || exit 1
  done || exit 1
fi
if [ -n "$FORGE_SECRETS" ] && git log -p --format= "$base..$new" | grep '^+' | grep -Eq "$FORGE_SECRETS"; then
  violate 'Push cannot contain secrets'
fi
`

/** Writes the hook and returns the folder for `core.hooksPath`. */
export function installUpdateHook(dataDirectory: string): string {
  const folder = join(dataDirectory, 'hooks')
  const path = join(folder, 'update')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, UPDATE_HOOK)
  chmodSync(path, 0o755)
  return folder
}
