import {
  chmodSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  linkSync,
  openSync,
  renameSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  CLONE,
  linked,
  linkTo,
  notedPolicy,
  pieces,
  replace,
  shell,
  swap,
  type FileChange,
} from './file-change'

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
