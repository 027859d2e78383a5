import { cyclesIn, importsOf } from './modules'
import { mutualNeighbours } from './neighbours'
import type { SourceTree, Violation } from './source-tree'

/** What an import may not do: from modules that match `from` and not `notFrom` to what matches `to` and not `notTo`. */
export interface Arrow {
  readonly name: string
  readonly from: RegExp
  readonly notFrom?: RegExp
  readonly to: RegExp
  readonly notTo?: RegExp
  /** Types leave nothing behind in the program, so that they may cross where only code is to be kept out. */
  readonly typesMayCross?: true
}

/** Tests may use whatever they need to make real parts; they still may not make cycles. */
const TESTS = /\.(test|spec)\.tsx?$|^e2e\/|\/testing\/|\.fixture\.|scratch-repository|^vitest\.config/
const EVERYWHERE = /^/
const VERBS = ['decisions', 'fleet', 'changes']
/** The pure files of folders that are not pure as a whole: browsers may load them. */
const PURE =
  /^lib\/(policy|wire)\/|^lib\/(routes|help-topics|fleet\/(states|resolve-status)|changes\/(predict-owners|say-owner-move)|repository\/(codeowners(-pattern)?|configuration|policy-path|say-settings-change|read-instant))\.ts$/

/** Facts in, verdict out: nothing here may know where either is kept. */
const STATUS = /^lib\/fleet\/(resolve-status|proxy-state|say-duration|states)\.ts$/
const OWNERS = /^lib\/(changes\/predict-owners|repository\/codeowners(-pattern)?)\.ts$/

/** The arrows of docs/architecture.md, as what is forbidden. */
export const ARROWS: readonly Arrow[] = [
  { name: 'nobody imports app', from: /^(?!app\/)/, to: /^app\// },
  { name: 'only app imports components', from: /^(?!app\/|components\/)/, to: /^components\// },
  {
    name: 'components know only pure code',
    from: /^components\//,
    to: /^(lib|forge|connector|proxy|cli|scripts)\//,
    notTo: PURE,
    typesMayCross: true,
  },
  {
    name: 'components/ui knows no domain',
    from: /^components\/ui\//,
    to: /^components\/(?!ui\/)|^lib\//,
    notTo: /^lib\/(routes|help-topics)\.ts$/,
    typesMayCross: true,
  },
  {
    name: 'the policy language is pure',
    from: /^lib\/policy\//,
    to: EVERYWHERE,
    notTo: /^(lib\/policy\/|npm\/(re2js|zod)$)/,
  },
  {
    name: 'the wire contracts are pure',
    from: /^lib\/wire\//,
    to: EVERYWHERE,
    notTo: /^(lib\/wire\/|npm\/zod$)/,
  },
  {
    name: 'resolving a status is pure',
    from: STATUS,
    to: EVERYWHERE,
    notTo: new RegExp(`^lib/wire/|${STATUS.source}`),
  },
  {
    name: 'predicting owners is pure',
    from: OWNERS,
    to: EVERYWHERE,
    notTo: OWNERS,
  },
  ...VERBS.map((folder) => ({
    name: `verbs of ${folder} do not import other verbs`,
    from: new RegExp(`^lib/${folder}/`),
    to: new RegExp(`^lib/(${VERBS.filter((other) => other !== folder).join('|')})/`),
  })),
  {
    name: 'octokit only in lib/git',
    from: /^/,
    notFrom: /^(lib\/git|forge)\//,
    to: /^npm\/@octokit\//,
    typesMayCross: true,
  },
  {
    name: 'Prisma and pg only in lib/db',
    from: /^(app|components|lib|connector|proxy|cli|forge)\//,
    notFrom: /^lib\/db\//,
    to: /^npm\/(pg|@prisma\/.*)$/,
    typesMayCross: true,
  },
  {
    name: 'the generated client only in lib/db',
    from: /^/,
    notFrom: /^lib\/db\//,
    to: /^lib\/db\/generated\//,
    typesMayCross: true,
  },
  {
    name: 'app asks verbs, never the database itself',
    from: /^(app|components)\//,
    to: /^lib\/db\//,
    typesMayCross: true,
  },
  {
    name: 'links and instants know nothing but themselves',
    from: /^lib\/(routes|repository\/read-instant)\.ts$/,
    to: EVERYWHERE,
  },
  {
    name: 'what is said of a move knows the words of the policy language alone',
    from: /^lib\/changes\/say-owner-move\.ts$/,
    to: EVERYWHERE,
    notTo: /^lib\/policy\//,
    typesMayCross: true,
  },
  {
    name: 'the console does not need what runs beside agents',
    from: /^(app|components|lib)\//,
    to: /^(connector|proxy|cli)\//,
  },
  {
    name: 'lib starts no programs but git',
    from: /^(lib|app|components)\//,
    notFrom: /^lib\/git\/run-git\.ts$/,
    to: /^node\/child_process$/,
    typesMayCross: true,
  },
  {
    // In mode git it reads the repository's settings itself: a Lockstep that was taken over has no say in them.
    name: 'the connector imports wire, policy, the settings of the repository, the hardened git and how folders are made only',
    from: /^connector\//,
    to: /^(app|components|lib|forge|scripts|prisma|cli|proxy)\//,
    notTo:
      /^lib\/(wire|policy)\/|^lib\/repository\/(configuration|policy-path)\.ts$|^lib\/git\/run-git\.ts$|^lib\/make-folder\.ts$/,
  },
  {
    name: 'the proxy imports policy, wire and how folders are made only',
    from: /^proxy\//,
    to: /^(app|components|lib|forge|scripts|prisma|cli|connector)\//,
    notTo: /^lib\/(wire|policy)\/|^lib\/make-folder\.ts$/,
  },
  {
    name: 'the command line needs neither server nor database',
    from: /^cli\//,
    to: /^(app|components|forge|scripts|prisma)\/|^lib\/(db|decisions|fleet|changes|people|audit|jobs|http)\//,
  },
  {
    name: 'the forge stands alone',
    from: /^forge\//,
    to: /^(app|components|lib|connector|proxy|cli|scripts)\//,
    notTo: /^lib\/repository\//,
  },
  {
    name: 'the product does not need the forge',
    from: /^(app|components|lib|connector|proxy|cli)\//,
    to: /^(forge|scripts|bench|e2e)\//,
  },
]

/** Names of the rules that are about the graph as a whole. */
export const UNRESOLVED = 'every import resolves, to a file or to a package that package.json names'
export const CYCLE = 'no cycles'
export const NEIGHBOURS = 'no two entries of a folder import each other'

/** Every import that breaks a rule. `modules` counts those that import something: who reads nothing finds nothing wrong. */
export function brokenArrows(tree: SourceTree): { modules: number; violations: Violation[] } {
  const imports = importsOf(tree)
  const unresolved = imports
    .filter(({ to }) => to === undefined)
    .map(({ from, specifier }) => ({ path: from, problem: `${UNRESOLVED}: imports ${specifier}` }))
  const cycles = cyclesIn(imports).map((cycle) => ({
    path: cycle[0] ?? '',
    problem: `${CYCLE}: imports, in a circle, ${cycle.slice(1).join(', ')}`,
  }))
  const mutual = mutualNeighbours(imports.filter(({ from }) => !TESTS.test(from))).map(
    ({ first, second, there, back }) => ({
      path: there.from,
      problem: `${NEIGHBOURS}: imports ${there.to}, and ${back.from} imports ${back.to}, so that ${first} and ${second} need each other`,
    }),
  )
  const crossed = ARROWS.flatMap((arrow) =>
    imports
      .filter(({ from, to, typesOnly }) => to !== undefined && breaks(arrow, from, to, typesOnly))
      .map(({ from, to }) => ({ path: from, problem: `${arrow.name}: imports ${to}` })),
  )
  const modules = new Set(imports.map(({ from }) => from)).size
  return { modules, violations: [...unresolved, ...cycles, ...mutual, ...crossed] }
}

function breaks(arrow: Arrow, from: string, to: string, typesOnly: boolean): boolean {
  if (TESTS.test(from) || (typesOnly && arrow.typesMayCross === true)) return false
  const leaves = arrow.from.test(from) && arrow.notFrom?.test(from) !== true
  return leaves && arrow.to.test(to) && arrow.notTo?.test(to) !== true
}
