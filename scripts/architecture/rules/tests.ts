import { filesOf, TEST, type SourceRule } from '../source-tree'

const REPLACES_PARTS = /\bvi\s*\.\s*(?:mock|doMock|spyOn|stubGlobal|stubEnv|fn)\(/
/** Of vitest and of Playwright. */
const LEAVES_OUT = /\.(?:skip|skipIf|runIf|only|todo|fixme|fails|fail)\b(?=\(|\.each)/

export const realParts: SourceRule = {
  name: 'tests use real parts: nothing is mocked, spied on or stubbed',
  bad: [
    { 'lib/git/mirror.test.ts': "vi.mock('./run-git')\n" },
    { 'lib/people/sign-in.test.ts': "vi.spyOn(forge, 'exchange')\n" },
    { 'connector/testing/stage.ts': 'export const now = vi.fn()\n' },
  ],
  good: { 'lib/git/mirror.test.ts': 'await vi.waitFor(() => expect(mirror.head).toBe(sha))\n' },
  find: (tree) =>
    filesOf(tree, TEST)
      .filter(([, text]) => REPLACES_PARTS.test(text))
      .map(([path]) => ({ path, problem: 'replaces a part: start the real one' })),
}

export const everyTestRuns: SourceRule = {
  name: 'every test runs: none is skipped, left for later or the only one',
  bad: [
    { 'lib/git/mirror.test.ts': "it.skip('fetches', () => {})\n" },
    { 'lib/git/mirror.test.ts': "describe.only('a mirror', () => {})\n" },
    { 'lib/git/mirror.test.ts': "it.skipIf(process.platform !== 'linux')('locks', () => {})\n" },
    { 'e2e/fleet.spec.ts': "test.fixme('shows proxies', async () => {})\n" },
    { 'lib/git/mirror.test.ts': "it.todo('prunes')\n" },
  ],
  good: {
    'lib/git/mirror.test.ts': "it('skips what it has', () => expect(log.only).toBe(true))\n",
    'scripts/test/tally.ts': 'list.skip(3)\n',
  },
  find: (tree) =>
    filesOf(tree, TEST)
      .filter(([, text]) => LEAVES_OUT.test(text))
      .map(([path]) => ({ path, problem: 'leaves a test out: mend or remove it' })),
}
