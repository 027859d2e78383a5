import { execFile } from 'node:child_process'
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

/** A policy that says its own note: as its description, and to whoever calls `probe`. */
export function notedPolicy(note: string): string {
  return `version: "1"
description: "${note}"
tools:
  probe:
    rules:
      - name: say
        action: deny
        on_deny: "${note}"
`
}

/** One change of a file: from the policy with the note `before` to the one with `after`. */
export interface FileChange {
  readonly path: string
  readonly before: string
  readonly after: string
  /** Waits until the process that watches this very path tried to load it once more; at once where none does. */
  readonly tried: () => Promise<void>
}

const run = promisify(execFile)
const GIT = ['GIT_CONFIG_GLOBAL=/dev/null', 'GIT_CONFIG_NOSYSTEM=1', 'GIT_TERMINAL_PROMPT=0']
const WHO = ['AUTHOR', 'COMMITTER'].flatMap((who) => [`GIT_${who}_NAME=a`, `GIT_${who}_EMAIL=a@example.com`])

/** Runs a script with the path as $1, and the new text in $2. */
export const shell = (script: string) => async (change: FileChange) => {
  writeFileSync(`${change.path}.from`, notedPolicy(change.after))
  await run('env', [
    ...GIT,
    ...WHO,
    'sh',
    '-euc',
    script,
    'sh',
    change.path,
    `${change.path}.from`,
    change.before,
    change.after,
  ])
}

/** Makes the folder of the path a clone whose upstream is one commit ahead. */
export const CLONE = `
dir=$(dirname "$1"); up=$dir.upstream
git init -q -b main "$up"
sed "s/$4/$3/g" "$2" > "$up/policy.yaml"; git -C "$up" add policy.yaml; git -C "$up" commit -q -m before
git clone -q "file://$up" "$dir.clone"; cp "$2" "$up/policy.yaml"; git -C "$up" commit -q -a -m after
mv "$dir.clone/.git" "$dir/.git"; rm -r "$dir.clone"; git -C "$dir" checkout -q -f main
`

/** By another file under the same name. */
export const replace = (path: string, text: string) => {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}
const relink = (path: string, to: string) => {
  symlinkSync(to, `${path}.link`)
  renameSync(`${path}.link`, path)
}
/** Makes the path a link to a file beside it. */
export const linkTo = ({ path, before }: FileChange) => {
  writeFileSync(join(dirname(path), 'target'), notedPolicy(before))
  symlinkSync('target', path)
}
/** A revision of a folder, as the kubelet and git-sync make them. */
const revision = (folder: string, { path }: FileChange, note: string) => {
  mkdirSync(join(dirname(path), folder))
  writeFileSync(join(dirname(path), folder, 'policy.yaml'), notedPolicy(note))
}
/** Makes the path lead through a link to the first revision of a folder. */
export const linked = (link: string) => (change: FileChange) => {
  revision('rev-1', change, change.before)
  symlinkSync('rev-1', join(dirname(change.path), link))
  symlinkSync(`${link}/policy.yaml`, change.path)
}
/** Points that link to the second revision. */
export const swap = (link: string, old: 'kept' | 'removed') => (change: FileChange) => {
  const folder = dirname(change.path)
  revision('rev-2', change, change.after)
  relink(join(folder, link), 'rev-2')
  if (old === 'removed') rmSync(join(folder, 'rev-1'), { recursive: true })
}
/** Writes the file bit by bit. */
export const pieces =
  (count: number, pauseMs: number) =>
  async ({ path, after }: FileChange) => {
    const text = notedPolicy(after)
    const size = Math.ceil(text.length / count)
    writeFileSync(path, text.slice(0, size))
    for (let at = size; at < text.length; at += size) {
      await delay(pauseMs)
      appendFileSync(path, text.slice(at, at + size))
    }
  }
