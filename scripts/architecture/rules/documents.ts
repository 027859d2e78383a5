import { posix } from 'node:path'
import { z } from 'zod'
import { filesOf, type SourceRule, type SourceTree, type Violation } from '../source-tree'

const LINK = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g
const CITED =
  /`((?:app|bench|cli|components|connector|deploy|docs|e2e|forge|lib|policies|prisma|proxy|scripts)\/[\w./-]+\.\w+)`/g

/** A document that cites what is gone misleads. */
export const citedPathsExist: SourceRule = {
  name: 'every path that a Markdown file cites exists',
  bad: [{ 'docs/a.md': 'See [b](b.md).\n' }, { 'README.md': 'The verbs are in `lib/nowhere/verb.ts`.\n' }],
  good: {
    'docs/a.md': 'See [b](b.md#part), `lib/a.ts`, [web](https://example.com).\n',
    'docs/b.md': '',
    'lib/a.ts': '',
  },
  find: (tree) =>
    filesOf(tree, /\.md$/, /^(policies|forge\/seed)\//).flatMap(([path, text]) =>
      [
        ...cited(text, LINK).map((to) => posix.normalize(posix.join(posix.dirname(path), to))),
        ...cited(text, CITED),
      ]
        .filter((to) => !exists(tree, to))
        .map((to) => ({ path, problem: `cites ${to}, which does not exist` })),
    ),
}

function cited(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? [])
}

/** Pictures and scripts are no texts of the tree, but their folders are: a path without an own entry may be one of them. */
function exists(tree: SourceTree, path: string): boolean {
  const folder = path.replace(/\/$/, '')
  if (/\.(png|jpg|svg|txt|yaml|yml|sql|prisma|service|timer|sh|gz|toml)$/.test(path) || !/\.\w+$/.test(path))
    return true
  return tree.files.has(path) || [...tree.files.keys()].some((file) => file.startsWith(`${folder}/`))
}

const packageJson = z.object({ dependencies: z.record(z.string(), z.string()).default({}) })
const MOST = 35

/** Each dependency is somebody else's code in front of an agent's tools: few, and each with its reason. */
export const justifiedDependencies: SourceRule = {
  name: `at most ${MOST} runtime dependencies, pinned, each with its line in docs/dependencies.md`,
  bad: [
    { 'package.json': '{"dependencies":{"zod":"4.6.7"}}', 'docs/dependencies.md': '' },
    { 'package.json': '{"dependencies":{"zod":"^4.6.7"}}', 'docs/dependencies.md': '- `zod`: contracts\n' },
  ],
  good: {
    'package.json': '{"dependencies":{"zod":"4.6.7"}}',
    'docs/dependencies.md': '- `zod`: contracts\n',
  },
  find: (tree) => {
    const text = tree.files.get('package.json')
    if (text === undefined) return []
    const { dependencies } = packageJson.parse(JSON.parse(text))
    const reasons = tree.files.get('docs/dependencies.md') ?? ''
    return Object.entries(dependencies)
      .flatMap(([name, version]) => problemsOf(name, version, reasons))
      .concat(
        Object.keys(dependencies).length > MOST
          ? [{ path: 'package.json', problem: `has more than ${MOST} dependencies` }]
          : [],
      )
  },
}

function problemsOf(name: string, version: string, reasons: string): Violation[] {
  const problems: Violation[] = []
  if (!/^\d+\.\d+\.\d+/.test(version))
    problems.push({ path: 'package.json', problem: `${name} is not pinned: ${version}` })
  if (!reasons.includes(`\`${name}\``))
    problems.push({ path: 'docs/dependencies.md', problem: `${name} has no reason` })
  return problems
}
