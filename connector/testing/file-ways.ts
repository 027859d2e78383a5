import { execFile } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
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

/** A way in which people and tools change a policy file, and what the stock program makes of it by its measured table. */
export interface FileWay {
  /** Makes the first file; a plain one unless given. */
  readonly prepare?: (change: FileChange) => void | Promise<void>
  readonly bring: (change: FileChange) => void | Promise<void>
  /** What lies at the path in the end: the new policy unless given. */
  readonly ends?: 'old' | 'refused' | 'nothing'
  /** The stock program enforces the new policy. */
  readonly loads: boolean
  /** The stock program hears of the next write in place. */
  readonly watches: boolean
  /** Somebody who writes the same file meanwhile changes what the stock program makes of it. */
  readonly raced?: true
  /** The process ends and another one starts when the file is there. */
  readonly restarts?: true
}

const run = promisify(execFile)
const GIT = ['GIT_CONFIG_GLOBAL=/dev/null', 'GIT_CONFIG_NOSYSTEM=1', 'GIT_TERMINAL_PROMPT=0']
const WHO = ['AUTHOR', 'COMMITTER'].flatMap((who) => [`GIT_${who}_NAME=a`, `GIT_${who}_EMAIL=a@example.com`])

/** Runs a script with the path as $1, and the new text in $2. */
const shell = (script: string) => async (change: FileChange) => {
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

const CLONE = `
dir=$(dirname "$1"); up=$dir.upstream
git init -q -b main "$up"
sed "s/$4/$3/g" "$2" > "$up/policy.yaml"; git -C "$up" add policy.yaml; git -C "$up" commit -q -m before
git clone -q "file://$up" "$dir.clone"; cp "$2" "$up/policy.yaml"; git -C "$up" commit -q -a -m after
mv "$dir.clone/.git" "$dir/.git"; rm -r "$dir.clone"; git -C "$dir" checkout -q -f main
`

const replace = (path: string, text: string) => {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}
const relink = (path: string, to: string) => {
  symlinkSync(to, `${path}.link`)
  renameSync(`${path}.link`, path)
}
const linkTo = ({ path, before }: FileChange) => {
  writeFileSync(join(dirname(path), 'target'), notedPolicy(before))
  symlinkSync('target', path)
}
/** A revision of a folder, as the kubelet and git-sync make them. */
const revision = (folder: string, { path }: FileChange, note: string) => {
  mkdirSync(join(dirname(path), folder))
  writeFileSync(join(dirname(path), folder, 'policy.yaml'), notedPolicy(note))
}
const linked = (link: string) => (change: FileChange) => {
  revision('rev-1', change, change.before)
  symlinkSync('rev-1', join(dirname(change.path), link))
  symlinkSync(`${link}/policy.yaml`, change.path)
}
const swap = (link: string, old: 'kept' | 'removed') => (change: FileChange) => {
  const folder = dirname(change.path)
  revision('rev-2', change, change.after)
  relink(join(folder, link), 'rev-2')
  if (old === 'removed') rmSync(join(folder, 'rev-1'), { recursive: true })
}
const pieces =
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

const SEEN = { loads: true, watches: true } as const
const DEAD = { loads: false, watches: false } as const
/** Nothing new is loaded, and nothing is lost. */
const KEPT = { loads: false, watches: true } as const

/** Every way of the measured table, and those of the delivery recipes. The names are cited by docs/delivery. */
export const FILE_WAYS: Readonly<Record<string, FileWay>> = {
  'in place': { ...SEEN, bring: ({ path, after }) => writeFileSync(path, notedPolicy(after)) },
  cp: { ...SEEN, bring: shell('cp "$2" "$1"') },
  'cp --remove-destination': { ...DEAD, bring: shell('cp --remove-destination "$2" "$1"') },
  install: { ...DEAD, bring: shell('install -m 644 "$2" "$1"') },
  mv: { ...DEAD, bring: shell('mv -f "$2" "$1"') },
  'sed -i': { ...DEAD, bring: shell('sed -i "s/$3/$4/g" "$1"') },
  'git pull': { ...DEAD, prepare: shell(CLONE), bring: shell('git -C "$(dirname "$1")" pull -q --ff-only') },
  'git checkout': {
    ...DEAD,
    prepare: shell(CLONE),
    bring: shell('cd "$(dirname "$1")"; git fetch -q; git checkout -q origin/main -- policy.yaml'),
  },
  'unlink and create': {
    ...DEAD,
    bring: ({ path, after }) => {
      unlinkSync(path)
      writeFileSync(path, notedPolicy(after))
    },
  },
  'unlink, create later': {
    ...DEAD,
    bring: async ({ path, after }) => {
      unlinkSync(path)
      await delay(300)
      writeFileSync(path, notedPolicy(after))
    },
  },
  'ConfigMap ..data swap': { ...DEAD, prepare: linked('..data'), bring: swap('..data', 'removed') },
  // Such a mount is one inode for ever; a name of its own for the same inode behaves the same.
  'ConfigMap subPath mount': {
    ...KEPT,
    ends: 'old',
    prepare: ({ path, before }) => {
      writeFileSync(`${path}.origin`, notedPolicy(before))
      linkSync(`${path}.origin`, path)
    },
    bring: ({ path, after }) => replace(`${path}.origin`, notedPolicy(after)),
  },
  'git-sync swap, old kept': { ...DEAD, prepare: linked('current'), bring: swap('current', 'kept') },
  'git-sync swap, old removed': { ...DEAD, prepare: linked('current'), bring: swap('current', 'removed') },
  'link, written through': { ...SEEN, prepare: linkTo, bring: shell('cat "$2" > "$1"') },
  'link, pointed elsewhere': { ...DEAD, prepare: linkTo, bring: shell('ln -sfn "$2" "$1"') },
  'hard link kept, then mv': {
    ...DEAD,
    bring: ({ path, after }) => {
      linkSync(path, `${path}.kept`)
      replace(path, notedPolicy(after))
    },
  },
  'vim, backup by renaming': {
    ...SEEN,
    bring: ({ path, after }) => {
      renameSync(path, `${path}~`)
      writeFileSync(path, notedPolicy(after))
      unlinkSync(`${path}~`)
    },
  },
  'vim, backup by copying': {
    ...SEEN,
    bring: ({ path, after }) => {
      copyFileSync(path, `${path}~`)
      writeFileSync(path, notedPolicy(after))
      unlinkSync(`${path}~`)
    },
  },
  'vim, a mistake first': {
    ...DEAD,
    raced: true,
    bring: async ({ path, after, tried }) => {
      renameSync(path, `${path}~`)
      writeFileSync(path, 'version: "2"\n')
      await tried()
      writeFileSync(path, notedPolicy(after))
    },
  },
  'renamed away, new file later': {
    ...DEAD,
    raced: true,
    bring: async ({ path, after, tried }) => {
      renameSync(path, `${path}~`)
      await tried()
      writeFileSync(path, notedPolicy(after))
    },
  },
  // What rsync does without options: a new file under a name of its own, then a rename.
  rsync: {
    ...DEAD,
    bring: ({ path, after }) => {
      const draft = join(dirname(path), `.${basename(path)}.a1B2c3`)
      writeFileSync(draft, notedPolicy(after), { mode: 0o600 })
      chmodSync(draft, 0o644)
      renameSync(draft, path)
    },
  },
  'rsync --inplace': {
    ...SEEN,
    bring: ({ path, after }) => {
      const file = openSync(path, 'r+')
      const text = notedPolicy(after)
      writeSync(file, text, 0)
      ftruncateSync(file, text.length)
      closeSync(file)
    },
  },
  'a mistake, then valid': {
    ...SEEN,
    bring: async ({ path, after, tried }) => {
      writeFileSync(path, 'version: "2"\n')
      await tried()
      writeFileSync(path, notedPolicy(after))
    },
  },
  'no YAML, then valid': {
    ...SEEN,
    bring: async ({ path, after, tried }) => {
      writeFileSync(path, 'version: "1\n')
      await tried()
      writeFileSync(path, notedPolicy(after))
    },
  },
  emptied: { ...KEPT, ends: 'refused', bring: ({ path }) => writeFileSync(path, '') },
  'cut short': {
    ...KEPT,
    ends: 'refused',
    bring: ({ path, after }) => writeFileSync(path, notedPolicy(after).slice(0, -4)),
  },
  'a mistake': { ...KEPT, ends: 'refused', bring: ({ path }) => writeFileSync(path, 'version: "2"\n') },
  'touch, chmod': {
    ...KEPT,
    ends: 'old',
    bring: ({ path }) => {
      utimesSync(path, new Date(), new Date())
      chmodSync(path, 0o664)
    },
  },
  'identical content': {
    ...KEPT,
    ends: 'old',
    bring: ({ path, before }) => writeFileSync(path, notedPolicy(before)),
  },
  removed: { ...DEAD, ends: 'nothing', bring: ({ path }) => unlinkSync(path) },
  'renamed away': {
    ...DEAD,
    ends: 'nothing',
    raced: true,
    bring: ({ path }) => renameSync(path, `${path}~`),
  },
  'ten writes at once': {
    ...SEEN,
    bring: ({ path, after }) => {
      for (let n = 0; n < 9; n += 1) writeFileSync(path, notedPolicy(`draft ${n}`))
      writeFileSync(path, notedPolicy(after))
    },
  },
  'slowly, in three pieces': { ...SEEN, bring: pieces(3, 60) },
  'slowly, in two pieces': { ...SEEN, bring: pieces(2, 250) },
  'image rebuild: new process': {
    ...SEEN,
    restarts: true,
    bring: async ({ path, after }) => {
      replace(path, notedPolicy(after))
      // A container needs longer than that to start: the connector sees the file before the process does.
      await delay(3_000)
    },
  },
}
