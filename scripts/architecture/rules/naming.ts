import { filesOf, SOURCE, TEST, type SourceRule } from '../source-tree'

const VAGUE = /^(utils?|helpers?|common|misc|shared|services?|hooks|types?)$/i
/** GitHub's word for what it sends, and a folder of its own in the forge that plays GitHub. */
const GITHUBS_HOOKS = /^forge\/hooks\//

/** A name that says nothing collects everything. */
export const noVagueNames: SourceRule = {
  name: 'no file or folder is called utils, helpers, common, misc, shared, services, hooks or types',
  bad: [{ 'lib/git/utils.ts': '' }, { 'components/helpers/date.tsx': '' }, { 'lib/types/policy.ts': '' }],
  good: { 'lib/git/utility-pole.ts': '', 'lib/policy/policy-type.ts': '' },
  find: (tree) =>
    filesOf(tree, SOURCE, GITHUBS_HOOKS).flatMap(([path]) => {
      const vague = path.split('/').find((part) => VAGUE.test(part.replace(/\..*$/, '')))
      return vague === undefined ? [] : [{ path, problem: `${vague} says nothing: name what it is` }]
    }),
}

const BARREL = /^\s*export\s+(type\s+)?(\*|\{[^}]*\})\s*(as\s+\w+\s*)?from\s/m

/** A barrel hides who uses what, and makes cycles. */
export const noBarrels: SourceRule = {
  name: 'no file re-exports another',
  bad: [
    { 'lib/git/index.ts': "export * from './mirror'\n" },
    { 'lib/git/all.ts': "export { openMirror } from './mirror'\n" },
    { 'lib/git/all.ts': "export type { Mirror } from './mirror'\n" },
  ],
  good: { 'lib/git/mirror.ts': "import { a } from './a'\nexport const mirror = a\n" },
  find: (tree) =>
    filesOf(tree, SOURCE)
      .filter(([, text]) => BARREL.test(text))
      .map(([path]) => ({ path, problem: 're-exports: import from where it is defined' })),
}

const NEXT_FILE =
  /^app\/(.*\/)?(forbidden|unauthorized|page|layout|loading|error|global-error|not-found|forbidden|unauthorized|template|default|icon|opengraph-image|manifest|robots)\.tsx?$/
const PROGRAM_FILE = /^[\w.-]+\.config\.ts$|\.config\.ts$|^e2e\/global-setup\.ts$/

/** A default export has no name to search for. */
export const noDefaultExports: SourceRule = {
  name: 'default exports only where Next or a tool wants one',
  bad: [
    { 'lib/git/mirror.ts': 'export default function mirror() {}\n' },
    { 'lib/git/mirror.ts': 'export { mirror as default }\n' },
  ],
  good: {
    'app/page.tsx': 'export default function Page() { return null }\n',
    'vitest.config.ts': 'export default {}\n',
  },
  find: (tree) =>
    filesOf(tree, SOURCE)
      .filter(
        ([path, text]) =>
          !NEXT_FILE.test(path) &&
          !PROGRAM_FILE.test(path) &&
          /^export (default |\{[^}]*\bas default\b)/m.test(text),
      )
      .map(([path]) => ({ path, problem: 'has a default export: give it a name' })),
}

function linesOf(text: string): number {
  return text.split('\n').length - 1
}

/** A file is read on a screen or two. */
export const shortFiles: SourceRule = {
  name: 'no file has more than 300 lines, tests included; the median without them has at most 80',
  bad: [
    { 'lib/git/long.ts': 'x\n'.repeat(301) },
    { 'lib/git/long.test.ts': 'x\n'.repeat(301), 'lib/git/long.ts': 'x\n' },
    { 'lib/a.ts': 'x\n'.repeat(81), 'lib/b.ts': 'x\n'.repeat(90), 'lib/c.ts': 'x\n' },
  ],
  good: { 'lib/a.ts': 'x\n'.repeat(300), 'lib/b.ts': 'x\n'.repeat(80), 'lib/c.ts': 'x\n' },
  find: (tree) => {
    const long = filesOf(tree, SOURCE)
      .map(([path, text]) => ({ path, lines: linesOf(text) }))
      .filter(({ lines }) => lines > 300)
      .map(({ path, lines }) => ({ path, problem: `has ${lines} lines: divide it` }))
    const sizes = filesOf(tree, SOURCE, TEST)
      .map(([, text]) => linesOf(text))
      .sort((a, b) => a - b)
    const median = sizes[Math.floor(sizes.length / 2)] ?? 0
    return median > 80 ? [...long, { path: '.', problem: `the median file has ${median} lines` }] : long
  },
}
