import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ARROWS, brokenArrows, CYCLE, NEIGHBOURS, UNRESOLVED } from '@/scripts/architecture/arrows'
import { badArrows } from '@/scripts/architecture/bad-arrows'
import {
  clientBoundary,
  environmentInOnePlace,
  gitSpawnedInOnePlace,
  logInOnePlace,
  linksFromRoutes,
  noFixedSleeps,
  refusalsExplained,
  thinRoutes,
} from '@/scripts/architecture/rules/boundaries'
import { citedPathsExist, justifiedDependencies } from '@/scripts/architecture/rules/documents'
import { castsSayWhy, shortFunctions } from '@/scripts/architecture/rules/functions'
import { noBarrels, noDefaultExports, noVagueNames, shortFiles } from '@/scripts/architecture/rules/naming'
import { componentsNeverFetch, pureCodeIsTold } from '@/scripts/architecture/rules/purity'
import { everyTestRuns, realParts } from '@/scripts/architecture/rules/tests'
import { oneVerbPerFile } from '@/scripts/architecture/rules/verbs'
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
  logInOnePlace,
  clientBoundary,
  thinRoutes,
  linksFromRoutes,
  refusalsExplained,
  oneVerbPerFile,
  componentsNeverFetch,
  pureCodeIsTold,
  noFixedSleeps,
  realParts,
  everyTestRuns,
  citedPathsExist,
  justifiedDependencies,
]

describe('the sources', () => {
  const tree = readSourceTree(ROOT)

  it.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(rule.find(tree)).toEqual([])
  })

  it('keep every arrow between folders', () => {
    const { modules, violations } = brokenArrows(tree)
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
  const { violations } = brokenArrows(treeOf(badArrows))
  const caught = new Set(violations.map(({ problem }) => problem.replace(/: imports.*/, '')))

  it.each([UNRESOLVED, CYCLE, NEIGHBOURS, ...ARROWS.map(({ name }) => name)])('is guarded: %s', (name) => {
    expect(caught).toContain(name)
  })

  it('may be crossed by types where only code is to be kept out', () => {
    const types = "import type { Pool } from 'pg'\nexport type A = Pool\n"
    const tree = treeOf({ 'package.json': '{"dependencies":{"pg":"1.0.0"}}', 'lib/fleet/a.ts': types })
    expect(brokenArrows(tree).violations).toEqual([])
  })

  it.each([
    ['top-level folders', ['bench/a.ts', 'scripts/a.ts'], ['scripts/b.ts', 'bench/b.ts']],
    ['folders of lib', ['lib/git/a.ts', 'lib/people/a.ts'], ['lib/people/b/c.ts', 'lib/git/b.ts']],
    ['a file and a folder of lib', ['lib/context.ts', 'lib/git/a.ts'], ['lib/git/b.ts', 'lib/context.ts']],
    ['folders deep down', ['forge/http/a.ts', 'forge/pages/a.ts'], ['forge/pages/b.ts', 'forge/http/b.ts']],
  ])('goes one way between %s', (_, there, back) => {
    expect(problemsOf(there, back)).toEqual([expect.stringContaining(NEIGHBOURS)])
    expect(problemsOf(there)).toEqual([])
    expect(problemsOf(back)).toEqual([])
  })
})

/** What is wrong with a tree that has these imports, each from one file to another, and no others. */
function problemsOf(...imports: readonly (readonly string[])[]): string[] {
  const targets = imports.map(([, to]) => [to, 'export const a = 1\n'])
  const sources = imports.map(([from, to]) => [
    from,
    `import { a as b } from '@/${to}'\nexport const a = b\n`,
  ])
  return brokenArrows(treeOf(Object.fromEntries([...targets, ...sources]))).violations.map(
    ({ problem }) => problem,
  )
}
