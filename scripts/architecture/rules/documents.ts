import { posix } from 'node:path'
import { z } from 'zod'
import { filesOf, type SourceRule, type SourceTree, type Violation } from '../source-tree'

const LINK = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g
/** In code marks, and beginning like something of this project: `lib/env.ts`, `docs/delivery/`, `app/(console)/ask-server.ts`. */
const CITED =
  /`((?:app|bench|cli|components|connector|deploy|docs|e2e|forge|lib|policies|prisma|proxy|scripts)\/[^`\s*‹{]*)`/g
/** In a drawing of the folders, at the beginning of its line: `lib/policy/     PURE  the policy language`. */
const DRAWN =
  /^((?:app|bench|cli|components|connector|deploy|docs|e2e|forge|lib|policies|prisma|proxy|scripts)\/[\w./-]*)(?= )/gm

/** A document that cites what is gone misleads. */
export const citedPathsExist: SourceRule = {
  name: 'every path that a Markdown file cites exists',
  bad: [
    { 'docs/a.md': 'See [b](b.md).\n' },
    { 'docs/a.md': '![Fleet](images/fleet.png)\n', 'docs/images/fleets.png': '' },
    { 'docs/a.md': 'See [the recipes](delivery/).\n', 'docs/b.md': '' },
    { 'README.md': 'The verbs are in `lib/nowhere/verb.ts`.\n' },
    { 'README.md': 'The verbs are in `lib/nowhere/`.\n', 'lib/a.ts': '' },
    { 'README.md': 'Apply `deploy/flux/policies.yaml`.\n', 'deploy/flux/others.yaml': '' },
    { 'docs/a.md': '```\nlib/nowhere/   verbs\n```\n', 'lib/a.ts': '' },
  ],
  good: {
    'docs/a.md':
      'See [b](b.md#part), `lib/a.ts`, `lib/`, `deploy/`, [web](https://example.com).\n![c](images/c.png)\n\nlib/       verbs\n',
    'docs/b.md': '',
    'docs/images/c.png': '',
    'deploy/flux/policies.yaml': '',
    'lib/a.ts': '',
  },
  find: (tree) =>
    filesOf(tree, /\.md$/, /^(policies|forge\/seed)\//).flatMap(([path, text]) =>
      [
        ...cited(text, LINK).map((to) => posix.normalize(posix.join(posix.dirname(path), to))),
        ...cited(text, CITED),
        ...cited(text, DRAWN),
      ]
        .filter((to) => !exists(tree, to))
        .map((to) => ({ path, problem: `cites ${to}, which does not exist` })),
    ),
}

function cited(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? [])
}

function exists({ paths }: SourceTree, path: string): boolean {
  const folder = path.replace(/\/?$/, '/')
  return paths.has(path) || [...paths].some((file) => file.startsWith(folder))
}

const versions = z.record(z.string(), z.string()).default({})
const packageJson = z.object({
  dependencies: versions,
  optionalDependencies: versions,
  devDependencies: versions,
})
const MOST = 35
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/
const REASONS = 'docs/dependencies.md'

/** A list item that names one or more packages and says why: "- `ajv`, `ajv-formats`: check against schemas". */
const REASON = /^- ((?:`[^`]+`(?:, )?)+): \S/gm

/** Each dependency is somebody else's code in front of an agent's tools: few, and each with its reason. */
export const justifiedDependencies: SourceRule = {
  name: `every dependency is pinned and has its reason in ${REASONS}, and at most ${MOST} are there at run time`,
  bad: [
    { 'package.json': '{"dependencies":{"zod":"4.6.7"}}', [REASONS]: '' },
    { 'package.json': '{"optionalDependencies":{"pg-native":"1.0.0"}}', [REASONS]: '' },
    { 'package.json': '{"devDependencies":{"knip":"6.42.1"}}', [REASONS]: 'We use `knip`.\n' },
    { 'package.json': '{"dependencies":{"zod":"^4.6.7"}}', [REASONS]: '- `zod`: contracts\n' },
    { 'package.json': '{"devDependencies":{"knip":"6.42.1 || 7"}}', [REASONS]: '- `knip`: dead code\n' },
    { 'package.json': '{"optionalDependencies":{"a":"latest"}}', [REASONS]: '- `a`: speed\n' },
    { 'package.json': '{}', [REASONS]: '- `gone`: was needed once\n' },
    {
      'package.json': JSON.stringify({ dependencies: numbered(MOST + 1, '1.0.0') }),
      [REASONS]: Object.keys(numbered(MOST + 1, '1.0.0'))
        .map((name) => `- \`${name}\`: needed\n`)
        .join(''),
    },
  ],
  good: {
    'package.json':
      '{"dependencies":{"zod":"4.6.7"},"optionalDependencies":{"a":"1.0.0-beta.1"},"devDependencies":{"ajv":"8.0.0","ajv-formats":"3.0.1"}}',
    [REASONS]: '- `zod`: contracts\n- `a`: speed\n- `ajv`, `ajv-formats`: check against schemas\n',
  },
  find: (tree) => {
    const text = tree.files.get('package.json')
    if (text === undefined) return []
    const { dependencies, optionalDependencies, devDependencies } = packageJson.parse(JSON.parse(text))
    const all = Object.entries({ ...devDependencies, ...optionalDependencies, ...dependencies })
    return [
      ...all
        .filter(([, version]) => !EXACT.test(version))
        .map(([name, version]) => ({ path: 'package.json', problem: `${name} is not pinned: ${version}` })),
      ...differences(new Set(all.map(([name]) => name)), reasonedPackages(tree.files.get(REASONS) ?? '')),
      ...(Object.keys(dependencies).length > MOST
        ? [{ path: 'package.json', problem: `has more than ${MOST} dependencies` }]
        : []),
    ]
  },
}

function numbered(count: number, version: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`package-${index}`, version]))
}

function reasonedPackages(text: string): Set<string> {
  const lists = [...text.matchAll(REASON)].map(([, list = '']) => list)
  return new Set(lists.flatMap((list) => [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)))
}

function differences(installed: ReadonlySet<string>, reasoned: ReadonlySet<string>): Violation[] {
  const missing = [...installed].filter((name) => !reasoned.has(name))
  const stale = [...reasoned].filter((name) => !installed.has(name))
  return [
    ...missing.map((name) => ({ path: REASONS, problem: `${name} has no reason` })),
    ...stale.map((name) => ({ path: REASONS, problem: `${name} is in no list of package.json` })),
  ]
}
