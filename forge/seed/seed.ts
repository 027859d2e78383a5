import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openForge, type Forge } from '@/forge/open-forge'
import { writeBranch } from './branches'
import { foundOrganisation, protectMain } from './organisation'
import { planHistory } from './plan'
import { momentBefore } from './clock'
import { FOUNDER, replayHistory, START_DAYS } from './replay'
import { readSample } from './sample'
import { TIMELINE } from './timeline/timeline'

export interface SeedOptions {
  /** Folder of the forge; nothing else may have it open. */
  readonly dataDirectory: string
  /** `none`: accounts, rules and one commit with the current files. */
  readonly history: 'none' | 'year'
  /** When the history ends. */
  readonly now: Date
  /** PATH for git processes. */
  readonly searchPath?: string
  /** Hears what is being done, in one line for a person. */
  readonly report?: (line: string) => void
}

/** `kept`: the folder holds a forge already, seeded earlier or made by hand, and was left alone. */
export type SeedOutcome = 'seeded' | 'kept'

const MARKER = 'seeding'
const OWN_FOLDERS = ['state', 'repositories']

/**
 * Fills an empty forge with the sample repository and its past. A marker file stands in the folder while this
 * works, so that after a crash the next call removes what was begun and starts again.
 */
export async function seedForge(options: SeedOptions): Promise<SeedOutcome> {
  const { dataDirectory, report = () => undefined } = options
  const marker = join(dataDirectory, MARKER)
  if (existsSync(marker)) clear(dataDirectory)
  else if (existsSync(join(dataDirectory, 'state'))) return 'kept'
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  writeFileSync(marker, 'Removed when seeding ends. With this file the forge here is incomplete.\n')
  const forge = await openForge(dataDirectory, { searchPath: options.searchPath })
  try {
    await forge.batch(() => fill(forge, options, report))
  } finally {
    forge.close()
  }
  rmSync(marker)
  return 'seeded'
}

async function fill(forge: Forge, options: SeedOptions, report: (line: string) => void): Promise<void> {
  const { now, history } = options
  const sample = readSample()
  const founded = history === 'year' ? momentBefore(now, START_DAYS + 1) : now
  report('making accounts and teams')
  await foundOrganisation(forge, founded)
  if (history === 'none') {
    await writeBranch(
      forge,
      'main',
      FOUNDER,
      { message: 'Start with the sample policies', files: sample },
      now,
    )
  }
  protectMain(forge, founded)
  if (history === 'year') await replayHistory(forge, planHistory(sample, TIMELINE), now, tenths(report))
}

/** Turns a fine progress into at most ten lines. */
function tenths(report: (line: string) => void): (done: number) => void {
  let last = 0
  return (done) => {
    const tenth = Math.floor(done * 10)
    if (tenth === last) return
    last = tenth
    report(`telling a year of history: ${tenth * 10} %`)
  }
}

function clear(dataDirectory: string): void {
  for (const folder of OWN_FOLDERS) rmSync(join(dataDirectory, folder), { recursive: true, force: true })
}
