import { filesOf, SOURCE, TEST, type SourceRule, type Violation } from '../source-tree'
import { asNode, parseSource } from '../syntax'

interface FunctionSize {
  readonly path: string
  readonly name: string
  readonly lines: number
}

/** Where in its file a cast stands, and whether the function around it has a name and a comment above. */
interface Cast {
  readonly path: string
  readonly line: number
}

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'MethodProperty',
  'Constructor',
])
const CASTS = new Set(['TsAsExpression', 'TsTypeAssertion'])
const LONGEST = 100
const USUAL = 50

export const shortFunctions: SourceRule = {
  name: `no function has more than ${LONGEST} lines, nine of ten have at most ${USUAL}`,
  bad: [
    { 'lib/a.ts': `function a() {\n${'  f()\n'.repeat(100)}}\n` },
    { 'lib/a.ts': `const a = () => {\n${'  f()\n'.repeat(60)}}\n` },
  ],
  good: { 'lib/a.ts': `function a() {\n${'  f()\n'.repeat(40)}}\n` },
  find: (tree) => {
    const sizes = filesOf(tree, SOURCE, TEST).flatMap(([path, text]) => measure(path, text).functions)
    const long = sizes
      .filter(({ lines }) => lines > LONGEST)
      .map(({ path, name, lines }) => ({ path, problem: `${name} has ${lines} lines: divide it` }))
    const ninth = sizes.map(({ lines }) => lines).sort((a, b) => a - b)[Math.floor(sizes.length * 0.9)] ?? 0
    return ninth > USUAL
      ? [...long, { path: '.', problem: `one function of ten has more than ${ninth} lines` }]
      : long
  },
}

export const castsSayWhy: SourceRule = {
  name: 'a cast stands in a named function with the reason above it',
  bad: [
    { 'lib/a.ts': 'const a = b as unknown as C\n' },
    { 'lib/a.ts': 'const a = <C>b\n' },
    { 'lib/a.ts': 'function f(b: unknown) {\n  return b as C\n}\n' },
  ],
  good: {
    'lib/a.ts':
      '/** The library cannot say this. */\nfunction f(b: unknown) {\n  return b as C\n}\nconst x = [1] as const\n',
  },
  find: (tree) =>
    filesOf(tree, SOURCE, TEST).flatMap(([path, text]) =>
      measure(path, text).casts.map(({ line }): Violation => ({
        path,
        problem: `line ${line} casts without a reason`,
      })),
    ),
}

/** swc counts bytes, from wherever the parse before it stopped: spans are relative to that of the module. */
function measure(path: string, text: string): { functions: FunctionSize[]; casts: Cast[] } {
  const bytes = Buffer.from(text)
  const functions: FunctionSize[] = []
  const casts: Cast[] = []
  // A leading comment is not part of the module's span: an empty statement in front makes it start at 0.
  const parsed = parseSource(path, `;${text}`)
  const base = parsed.span.start + 1
  const lineAt = (offset: number) =>
    bytes.subarray(0, Math.max(0, offset)).toString('latin1').split('\n').length
  const explained = (offset: number) =>
    /(\*\/|\/\/[^\n]*)\s*(export\s+)?(async\s+)?$/.test(
      bytes.subarray(0, Math.max(0, offset)).toString('utf8'),
    )

  const visit = (value: unknown, named: boolean): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, named)
      return
    }
    const node = asNode(value)
    if (node === undefined) {
      if (typeof value === 'object' && value !== null)
        for (const item of Object.values(value)) visit(item, named)
      return
    }
    let isNamed = named
    if (node.span !== undefined && FUNCTIONS.has(node.type)) {
      const lines = lineAt(node.span.end - base) - lineAt(node.span.start - base) + 1
      functions.push({ path, name: `the function at line ${lineAt(node.span.start - base)}`, lines })
      const hasName = node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression'
      isNamed = named || (hasName && explained(node.span.start - base))
    }
    if (CASTS.has(node.type) && node.span !== undefined && !isNamed)
      casts.push({ path, line: lineAt(node.span.start - base) })
    for (const child of Object.values(node)) if (typeof child === 'object') visit(child, isNamed)
  }
  visit(parsed.body, false)
  return { functions, casts }
}
