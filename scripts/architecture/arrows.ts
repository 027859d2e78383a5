import { cruise, type ICruiseResult, type IRegularForbiddenRuleType } from 'dependency-cruiser'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Violation } from './source-tree'

/** Tests may use whatever they need to make real parts; they still may not make cycles. */
const NOT_TESTS = '(\\.(test|spec)\\.tsx?$)|(^e2e/)|(/testing/)|(\\.fixture\\.)|(scratch-repository)'
const VERBS = ['decisions', 'fleet', 'changes']
/** The pure files of folders that are not pure as a whole: browsers may load them. */
const PURE_FILES =
  '^lib/(policy|wire)/|^lib/(routes|fleet/(states|resolve-status)|changes/predict-owners|repository/codeowners(-pattern)?)\\.ts$'

type Forbidden = IRegularForbiddenRuleType

function forbid(name: string, from: Forbidden['from'], to: Forbidden['to']): Forbidden {
  return { name, severity: 'error', from, to }
}

/** Rules that types may cross: they leave nothing behind in the program. */
const TYPES_MAY_CROSS = new Set([
  'components know only pure code',
  'components/ui knows no domain',
  'octokit only in lib/git',
  'Prisma and pg only in lib/db',
  'lib starts no programs but git',
])

/** The arrows of docs/architecture.md, as what is forbidden. Paths are relative to the checkout. */
export const ARROWS: readonly Forbidden[] = [
  forbid('no cycles', {}, { circular: true }),
  forbid('every import resolves', {}, { couldNotResolve: true }),
  forbid('nobody imports app', { pathNot: ['^app/', NOT_TESTS] }, { path: '^app/' }),
  forbid(
    'only app imports components',
    { pathNot: ['^(app|components)/', NOT_TESTS] },
    { path: '^components/' },
  ),
  forbid(
    'components know only pure code',
    { path: '^components/', pathNot: NOT_TESTS },
    {
      path: '^(lib|forge|connector|proxy|cli|scripts)/',
      pathNot: PURE_FILES,
    },
  ),
  forbid(
    'components/ui knows no domain',
    { path: '^components/ui/', pathNot: NOT_TESTS },
    { path: ['^components/(?!ui/)', '^lib/(?!routes\\.ts)'] },
  ),
  forbid(
    'the policy language is pure',
    { path: '^lib/policy/', pathNot: NOT_TESTS },
    { path: '^(?!lib/policy/|node_modules/(re2js|zod)/)' },
  ),
  forbid(
    'the wire contracts are pure',
    { path: '^lib/wire/', pathNot: NOT_TESTS },
    { path: '^(?!lib/wire/|node_modules/zod/)' },
  ),
  ...VERBS.map((folder) =>
    forbid(
      `verbs of ${folder} do not import other verbs`,
      { path: `^lib/${folder}/`, pathNot: NOT_TESTS },
      { path: `^lib/(${VERBS.filter((other) => other !== folder).join('|')})/` },
    ),
  ),
  forbid(
    'octokit only in lib/git',
    { pathNot: ['^lib/git/', '^forge/', NOT_TESTS] },
    { path: '(^|/)node_modules/@octokit/' },
  ),
  forbid(
    'Prisma and pg only in lib/db',
    { path: '^(app|components|lib|connector|proxy|cli|forge)/', pathNot: ['^lib/db/', NOT_TESTS] },
    { path: '(^|/)node_modules/(pg|@prisma)/' },
  ),
  forbid(
    'lib starts no programs but git',
    { path: '^(lib|app|components)/', pathNot: ['^lib/git/run-git\\.ts$', NOT_TESTS] },
    { path: '^(node:)?child_process$' },
  ),
  forbid(
    'the connector imports wire, policy and the hardened git only',
    { path: '^connector/', pathNot: NOT_TESTS },
    {
      path: '^(app|components|lib|forge|scripts|prisma|cli|proxy)/',
      pathNot: '^lib/(wire|policy)/|^lib/git/run-git\\.ts$',
    },
  ),
  forbid(
    'the proxy imports policy and wire only',
    { path: '^proxy/', pathNot: NOT_TESTS },
    { path: '^(app|components|lib|forge|scripts|prisma|cli|connector)/', pathNot: '^lib/(wire|policy)/' },
  ),
  forbid(
    'the command line needs neither server nor database',
    { path: '^cli/', pathNot: NOT_TESTS },
    {
      path: '^(app|components|forge|scripts|prisma|lib/(db|decisions|fleet|changes|people|audit|jobs|http))/',
    },
  ),
  forbid(
    'the forge stands alone',
    { path: '^forge/', pathNot: NOT_TESTS },
    { path: '^(app|components|lib|connector|proxy|cli|scripts)/', pathNot: '^lib/repository/' },
  ),
  forbid(
    'the product does not need the forge',
    { path: '^(app|components|lib|connector|proxy|cli)/', pathNot: NOT_TESTS },
    { path: '^(forge|scripts|bench|e2e)/' },
  ),
]

const FOLDERS = [
  'app',
  'components',
  'lib',
  'connector',
  'proxy',
  'cli',
  'forge',
  'scripts',
  'bench',
  'e2e',
  'policies',
]

/** Follows every import below `root`; `modules` counts what was read, since a cruiser that reads nothing finds nothing wrong. */
export async function cruiseArrows(root: string): Promise<{ modules: number; violations: Violation[] }> {
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)))
  const { output } = await cruise(
    folders,
    {
      baseDir: root,
      parser: 'swc',
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '(^|/)generated(/|$)' },
      validate: true,
      ruleSet: { forbidden: [...ARROWS] },
    },
    {
      alias: { '@': root },
      extensions: ['.ts', '.tsx', '.mjs', '.d.mts', '.js', '.css', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      // A package may have types only.
      mainFields: ['module', 'main', 'types'],
    },
  )
  const result = asResult(output)
  const own = result.modules.filter(({ source }) => !source.includes('node_modules'))
  const broken = result.summary.violations.filter(
    ({ from, unresolvedTo, rule }) =>
      !TYPES_MAY_CROSS.has(rule.name) ||
      !importsTypesOnly(readFileSync(join(root, from), 'utf8'), unresolvedTo ?? ''),
  )
  return {
    modules: own.length,
    violations: broken.map(({ from, to, rule }) => ({ path: from, problem: `${rule.name}: imports ${to}` })),
  }
}

/** Whether every import of `module` in a text is an `import type`; the cruiser cannot tell. */
function importsTypesOnly(text: string, module: string): boolean {
  const imports = [...text.matchAll(/^(import|export)( type)?\b[^'"]*?from ['"]([^'"]+)['"]/gm)].filter(
    (match) => match[3] === module || `node:${module}` === match[3],
  )
  return imports.length > 0 && imports.every((match) => match[2] !== undefined)
}

/** Without an output type the cruiser answers with its result object, which its types do not say. */
function asResult(output: string | ICruiseResult): ICruiseResult {
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with a text')
  return output
}
