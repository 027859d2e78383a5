import type { Condition, Policy, Rule } from '@/lib/policy/policy'
import { quoted } from './quoted'
import { spelling } from './spelling'

/** The arguments of a tool that a policy reads, and what it reads inside of them. */
interface Names {
  /** By their spelling. */
  readonly bySpelling: Map<string, Map<string, Names>>
  /** Whether a condition looks into the value where it is a text: a number that is asked for, and presence, it is not one for. */
  isText: boolean
  /** Whether a condition asks if the value is, or has, a certain one. */
  isCompared: boolean
}

/** An argument that the policy reads. */
interface ReadPath {
  readonly path: string
  readonly isText: boolean
  readonly isCompared: boolean
}

const COMPARING: ReadonlySet<string> = new Set(['eq', 'neq', 'in', 'not_in', 'contains'])

/**
 * Finds arguments that a policy reads in one way and a server may read in another: a server in Go, .NET or C that is sent
 * `{"amount": 1, "Amount": 1000000}` may well take the second, one that is sent `BCC` finds the `bcc` that must be absent, and one with
 * whole numbers of 64 bits takes for two what is one number to the policy, whose numbers are float64. To one that keeps texts as C does,
 * `/etc/shadow\0.txt`, which ends as the policy wants it, is `/etc/shadow`.
 */
export class ArgumentNames {
  readonly #byTool: ReadonlyMap<string, Names>
  readonly #ofAll: Names

  constructor({ tools }: Policy) {
    const ofAll = (tools.get('*')?.rules ?? []).flatMap(pathsOf)
    this.#ofAll = namesOf(ofAll)
    this.#byTool = new Map(
      [...tools.values()].map(({ name, rules }) => [name, namesOf([...rules.flatMap(pathsOf), ...ofAll])]),
    )
  }

  /** Why a call is in doubt, as the rest of a sentence; undefined when it is not. */
  findDoubt(tool: string, args: Readonly<Record<string, unknown>>): string | undefined {
    return doubtIn(this.#byTool.get(tool) ?? this.#ofAll, args)
  }
}

function pathsOf({ conditions, state }: Rule): ReadPath[] {
  const summed = { path: state?.incrementFrom ?? '', isText: false, isCompared: false }
  const read = ({ path, op }: Condition) => {
    const isCompared = COMPARING.has(op)
    return { path, isText: isCompared || op === 'regex', isCompared }
  }
  return [...conditions.map(read), summed].filter(({ path }) => path.startsWith('args.'))
}

function emptyNames(): Names {
  return { bySpelling: new Map(), isText: false, isCompared: false }
}

function namesOf(paths: readonly ReadPath[]): Names {
  const root = emptyNames()
  for (const { path, isText, isCompared } of paths) {
    let at = root
    for (const name of path.split('.').slice(1)) {
      const alike = at.bySpelling.get(spelling(name)) ?? new Map<string, Names>()
      at.bySpelling.set(spelling(name), alike)
      const inner = alike.get(name) ?? emptyNames()
      alike.set(name, inner)
      at = inner
    }
    at.isText ||= isText
    at.isCompared ||= isCompared
  }
  return root
}

/** As deep as the policy's paths. */
function doubtIn({ bySpelling, isText, isCompared }: Names, value: unknown): string | undefined {
  if (isText && [value].flat().some(isEndedEarly))
    return 'a text that the policy looks at holds U+0000, which ends it for some programs'
  if (isCompared && [value].flat().some(isRounded))
    return 'a number is too large to be told from its neighbours'
  if (bySpelling.size === 0 || typeof value !== 'object' || value === null || Array.isArray(value))
    return undefined
  for (const [key, inner] of Object.entries(value)) {
    const alike = bySpelling.get(spelling(key))
    if (alike === undefined) continue
    const names = alike.get(key)
    if (names === undefined)
      return `some programs take its argument ${quoted(key)} for another one that the policy looks at`
    const doubt = doubtIn(names, inner)
    if (doubt !== undefined) return doubt
  }
  return undefined
}

function isEndedEarly(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\0')
}

/** Whether other whole numbers are the same float64. */
function isRounded(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value)
}
