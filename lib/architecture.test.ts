import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ARROWS, cruiseArrows } from '@/scripts/architecture/arrows'
import { badArrows } from '@/scripts/architecture/bad-arrows'
import {
  clientBoundary,
  environmentInOnePlace,
  gitSpawnedInOnePlace,
  linksFromRoutes,
  noFixedSleeps,
  thinRoutes,
} from '@/scripts/architecture/rules/boundaries'
import { citedPathsExist, justifiedDependencies } from '@/scripts/architecture/rules/documents'
import { castsSayWhy, shortFunctions } from '@/scripts/architecture/rules/functions'
import { noBarrels, noDefaultExports, noVagueNames, shortFiles } from '@/scripts/architecture/rules/naming'
import { readSourceTree, treeOf } from '@/scripts/architecture/source-tree'

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

const RULES = [
  noVagueNames,
  noBarrels,
  noDefaultExports,
  shortFiles,
  shortFunctions,
  castsSayWhy,
  environmentInOnePlace,
  gitSpawnedInOnePlace,
  clientBoundary,
  thinRoutes,
  linksFromRoutes,
  noFixedSleeps,
  citedPathsExist,
  justifiedDependencies,
]

describe('the sources', () => {
  const tree = readSourceTree(ROOT)

  it.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(rule.find(tree)).toEqual([])
  })

  it('keep every arrow between folders', async () => {
    const { modules, violations } = await cruiseArrows(ROOT)
    // A cruiser that cannot read TypeScript reads nothing and finds nothing wrong.
    expect(modules).toBeGreaterThan(300)
    expect(violations).toEqual([])
  })
})

describe('each guard', () => {
  it.each(RULES.flatMap((rule) => rule.bad.map((bad) => [rule.name, rule, bad] as const)))(
    'catches what it is for: %s',
    (_, rule, bad) => {
      expect(rule.find(treeOf(bad))).not.toEqual([])
    },
  )

  it.each(RULES.map((rule) => [rule.name, rule] as const))('lets pass what looks alike: %s', (_, rule) => {
    expect(rule.find(treeOf(rule.good))).toEqual([])
  })
})

describe('each arrow', () => {
  let folder: string
  let caught: Set<string>

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lockstep-arrows-'))
    for (const [path, text] of Object.entries(badArrows)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    const { violations } = await cruiseArrows(folder)
    caught = new Set(violations.map(({ problem }) => problem.replace(/: imports.*/, '')))
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(ARROWS.map(({ name }) => name ?? ''))('is guarded: %s', (name) => {
    expect(caught).toContain(name)
  })
})
