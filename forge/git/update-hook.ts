import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Git asks this hook for each ref of a push. The server has decided before and says so in the environment:
 * `FORGE_REFUSED` has lines of ref, tab, reason; `FORGE_NO_FORCE` has refs that must not be rewritten.
 */
const UPDATE_HOOK = `#!/bin/sh
ref=$1 old=$2 new=$3
tab=$(printf '\\t')
refuse() {
  echo "error: GH006: Protected branch update failed for $ref." >&2
  echo "error: $1" >&2
  exit 1
}
printf '%s\\n' "$FORGE_REFUSED" | while IFS="$tab" read -r name reason; do
  if [ "$name" = "$ref" ]; then refuse "$reason"; fi
done || exit 1
printf '%s\\n' "$FORGE_NO_FORCE" | while read -r name; do
  if [ "$name" = "$ref" ] && ! git merge-base --is-ancestor "$old" "$new"; then
    refuse 'Cannot force-push to this branch'
  fi
done || exit 1
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
