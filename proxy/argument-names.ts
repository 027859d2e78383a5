import type { Policy } from '@/lib/policy/policy'
import { spelling } from './spelling'

/** The arguments of a tool that a policy reads, and what it reads inside of them. */
interface Names {
  /** By their spelling. */
  readonly bySpelling: Map<string, Map<string, Names>>
}

/**
 * Finds arguments that a policy passes over and a lenient reader takes for one that it looks at: a server in Go, .NET or C that is sent
 * `{"amount": 1, "Amount": 1000000}` may well read the second, and one that is sent `BCC` finds the `bcc` that must be absent.
 */
export class ArgumentNames {
  readonly #byTool: ReadonlyMap<string, Names>
  readonly #ofAll: Names

  constructor({ tools }: Policy) {
    const read = [...tools.values()].map(({ name, rules }) => {
      const paths = rules.flatMap(({ conditions, state }) => [
        ...conditions.map(({ path }) => path),
        state?.incrementFrom ?? '',
      ])
      return [name, paths.filter((path) => path.startsWith('args.'))] as const
    })
    const ofAll = read.find(([name]) => name === '*')?.[1] ?? []
    this.#byTool = new Map(read.map(([name, paths]) => [name, namesOf([...paths, ...ofAll])]))
    this.#ofAll = namesOf(ofAll)
  }

  /** The first such argument of a call, as it was spelled; undefined when there is none. */
  findMisspelled(tool: string, args: Readonly<Record<string, unknown>>): string | undefined {
    return misspelled(this.#byTool.get(tool) ?? this.#ofAll, args)
  }
}

function namesOf(paths: readonly string[]): Names {
  const root: Names = { bySpelling: new Map() }
  for (const path of paths) {
    let at = root
    for (const name of path.split('.').slice(1)) {
      const alike = at.bySpelling.get(spelling(name)) ?? new Map<string, Names>()
      at.bySpelling.set(spelling(name), alike)
      const inner = alike.get(name) ?? { bySpelling: new Map() }
      alike.set(name, inner)
      at = inner
    }
  }
  return root
}

/** As deep as the policy's paths. */
function misspelled({ bySpelling }: Names, value: unknown): string | undefined {
  if (bySpelling.size === 0 || typeof value !== 'object' || value === null || Array.isArray(value))
    return undefined
  for (const [key, inner] of Object.entries(value)) {
    const alike = bySpelling.get(spelling(key))
    if (alike === undefined) continue
    const names = alike.get(key)
    const found = names === undefined ? key : misspelled(names, inner)
    if (found !== undefined) return found
  }
  return undefined
}
