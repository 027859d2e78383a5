import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Git asks this hook for each ref of a push. The server has decided before and says so in the environment: `FORGE_REFUSED` and
 * `FORGE_VIOLATED` have lines of ref, tab, reason; `FORGE_NO_FORCE` has refs that must not be rewritten. What only the pushed commits tell is
 * looked at here: `FORGE_FILE_RULES` has lines of ref, kind and value (`FileRule`); `FORGE_SECRETS` is what no line may hold. A new branch is
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
if [ -n "$FORGE_FILE_RULES" ]; then
  git -c core.quotePath=false diff --name-only "$base...$new" | while read -r path; do
    printf '%s\\n' "$FORGE_FILE_RULES" | while IFS="$tab" read -r name kind value; do
      if [ "$name" != "$ref" ]; then continue; fi
      case "$kind" in
        path) case "$path" in $value) violate "File path is restricted: $path" ;; esac ;;
        extension) case "$path" in $value) violate "File extension is restricted: $path" ;; esac ;;
        length) if [ "\${#path}" -gt "$value" ]; then violate "File path is too long: $path"; fi ;;
        size)
          size=$(git cat-file -s "$new:$path" 2>/dev/null || echo 0)
          if [ "$size" -gt $((value * 1048576)) ]; then violate "File is too large: $path"; fi
          ;;
      esac
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
