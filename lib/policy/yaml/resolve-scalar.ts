import type { GoValue } from '../policy'
import { resolveFraction, resolveNumber } from './resolve-number'
import { MERGE_TAG, NULL_TAG, STR_TAG } from './tags'
import { parseTimestamp } from './timestamp'
import { YamlFailure } from './yaml-failure'

/** A scalar with the tag that go-yaml's `resolve` gives it. */
export interface Resolved {
  readonly tag: string
  readonly value: GoValue
}

const NULL: Resolved = { tag: NULL_TAG, value: { kind: 'null' } }

const WORDS: ReadonlyMap<string, Resolved> = new Map([
  ...words(NULL, ['', '~', 'null', 'Null', 'NULL']),
  ...words({ tag: '!!bool', value: { kind: 'bool', value: true } }, ['true', 'True', 'TRUE']),
  ...words({ tag: '!!bool', value: { kind: 'bool', value: false } }, ['false', 'False', 'FALSE']),
  ...words(float(Number.NaN), ['.nan', '.NaN', '.NAN']),
  ...words(float(Infinity), ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']),
  ...words(float(-Infinity), ['-.inf', '-.Inf', '-.INF']),
  ...words({ tag: MERGE_TAG, value: { kind: 'string', value: '<<' } }, ['<<']),
])

/** The tags whose text go-yaml resolves; any other tag makes the scalar a string. */
const RESOLVED_TAGS = new Set(['', '!!bool', '!!int', '!!float', NULL_TAG, '!!timestamp'])

function words(resolved: Resolved, spellings: readonly string[]): [string, Resolved][] {
  return spellings.map((spelling) => [spelling, resolved])
}

function float(value: number): Resolved {
  return { tag: '!!float', value: { kind: 'float', value } }
}

/** The tag of a plain scalar without one. */
export function resolveTag(text: string): string {
  return hint(text) === 'text' ? STR_TAG : resolve('', text).tag
}

/**
 * The value of a scalar whose tag (short form) is `tag`, as go-yaml decodes it into `any`; not for `!!binary`.
 * Throws go-yaml's fatal `cannot decode …` when the text does not fit an explicit tag.
 */
export function resolveScalar(tag: string, text: string, offset: number): Resolved {
  if (!RESOLVED_TAGS.has(tag)) return { tag, value: { kind: 'string', value: text } }
  const resolved = resolve(tag, text)
  if (tag === '' || resolved.tag === tag) return resolved
  if (tag === '!!float' && resolved.value.kind === 'int') return float(Number(resolved.value.value))
  throw new YamlFailure(`cannot decode ${resolved.tag} \`${text}\` as a ${tag}`, offset)
}

function resolve(tag: string, text: string): Resolved {
  const looks = hint(text)
  const word = looks === 'text' ? undefined : WORDS.get(text)
  if (word !== undefined) return word
  if (looks === 'number') {
    const time = tag === '' || tag === '!!timestamp' ? parseTimestamp(text) : null
    if (time !== null) return { tag: '!!timestamp', value: { kind: 'time', value: time } }
  }
  const value = looks === 'number' ? resolveNumber(text) : looks === 'fraction' ? resolveFraction(text) : null
  if (value === null) return { tag: STR_TAG, value: { kind: 'string', value: text } }
  return { tag: value.kind === 'float' ? '!!float' : '!!int', value }
}

/** What the first character allows. Only words that start with one of these letters are looked up, which leaves out `<<`. */
function hint(text: string): 'text' | 'word' | 'number' | 'fraction' {
  if (text === '') return 'word'
  const code = text.charCodeAt(0)
  if ((code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d) return 'number'
  if (code === 0x2e) return 'fraction'
  return WORD_STARTS.has(text.charAt(0)) ? 'word' : 'text'
}

const WORD_STARTS = new Set('yYnNtTfFoO~')
