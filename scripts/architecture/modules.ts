import { posix } from 'node:path'
import { builtinModules } from 'node:module'
import { z } from 'zod'
import { filesOf, type SourceTree } from './source-tree'
import { asNode, parseSource } from './syntax'

/** One import of one module by another. */
export interface Import {
  readonly from: string
  /** A path of the tree, `npm/‹package›`, `node/‹module›`, or undefined when there is nothing. */
  readonly to: string | undefined
  /** As written. */
  readonly specifier: string
  /** An `import type` leaves nothing behind in the program. */
  readonly typesOnly: boolean
}

const MODULE = /\.(?:ts|tsx|mts|mjs)$/
const SUFFIXES = ['', '.ts', '.tsx', '.mjs', '.d.mts', '/index.ts', '/index.tsx']
/** Made by a tool, and not in git. */
const GENERATED = /\/generated(\/|$)/

/** Every import of every module: static, dynamic with a literal, and re-exports. */
export function importsOf(tree: SourceTree): Import[] {
  const packages = listedPackages(tree)
  return filesOf(tree, MODULE).flatMap(([from, text]) =>
    specifiersOf(from, text).map(({ specifier, typesOnly }) => {
      const to = resolve(tree, packages, from, specifier)
      return { from, to, specifier, typesOnly }
    }),
  )
}

function specifiersOf(path: string, text: string): { specifier: string; typesOnly: boolean }[] {
  const found: { specifier: string; typesOnly: boolean }[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    const node = asNode(value)
    if (node !== undefined) {
      const source = literal(node.type === 'CallExpression' ? dynamicSource(node) : node.source)
      if (source !== undefined) found.push({ specifier: source, typesOnly: node.typeOnly === true })
    }
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit(parseSource(path, text).body)
  return found
}

/** The argument of `import('…')`. */
function dynamicSource(call: Readonly<Record<string, unknown>>): unknown {
  if (asNode(call.callee)?.type !== 'Import' || !Array.isArray(call.arguments)) return undefined
  const [first]: unknown[] = call.arguments
  return typeof first === 'object' && first !== null && 'expression' in first ? first.expression : undefined
}

function literal(value: unknown): string | undefined {
  const node = asNode(value)
  return node?.type === 'StringLiteral' && typeof node.value === 'string' ? node.value : undefined
}

function resolve(
  tree: SourceTree,
  packages: ReadonlySet<string>,
  from: string,
  specifier: string,
): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('@/')) {
    const path = specifier.startsWith('@/')
      ? specifier.slice(2)
      : posix.normalize(posix.join(posix.dirname(from), specifier))
    if (GENERATED.test(path)) return path
    return SUFFIXES.map((suffix) => path + suffix).find((candidate) => tree.paths.has(candidate))
  }
  const bare = specifier.replace(/^node:/, '')
  if (builtinModules.includes(bare)) return `node/${bare}`
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  return packages.has(name) || packages.has(`@types/${name}`) ? `npm/${name}` : undefined
}

const packageJson = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
})

/** What package.json names: a package that is only there because another one needs it may be gone tomorrow. */
function listedPackages(tree: SourceTree): Set<string> {
  const { dependencies, devDependencies } = packageJson.parse(
    JSON.parse(tree.files.get('package.json') ?? '{}'),
  )
  return new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)])
}

/** Groups of modules that reach each other (Tarjan's strongly connected components), each sorted. */
export function cyclesIn(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports)
    if (to !== undefined) targets.set(from, [...(targets.get(from) ?? []), to])
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const open = new Set<string>()
  const cycles: string[][] = []
  const connect = (node: string): void => {
    index.set(node, index.size)
    low.set(node, index.size - 1)
    stack.push(node)
    open.add(node)
    for (const next of targets.get(node) ?? []) {
      if (!index.has(next)) connect(next)
      if (open.has(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0))
    }
    if (low.get(node) !== index.get(node)) return
    const group = stack.splice(stack.indexOf(node))
    for (const member of group) open.delete(member)
    if (group.length > 1) cycles.push(group.sort())
  }
  for (const node of targets.keys()) if (!index.has(node)) connect(node)
  return cycles
}
