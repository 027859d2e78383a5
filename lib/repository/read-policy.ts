import type { ObjectStore } from '@/lib/git/object-store'
import { type LoadedPolicy, parsePolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { processWide } from '@/lib/process-wide'
import { KeptAnswers } from '@/lib/kept-answers'

/** Larger files are never loaded. */
export const POLICY_MAX_BYTES = 1024 * 1024

/** A fault of a file at its line, in Intercept's words. */
export interface PolicyProblem {
  /** 1-based. */
  readonly line: number
  readonly message: string
  /** Code of the finding; null when the file cannot be loaded at all. */
  readonly code: string | null
}

/** What a blob is as a policy. Only `valid` and `invalid` can be read out; everything else says why it cannot. */
export type PolicyContent =
  /** Intercept accepts it. */
  | { readonly kind: 'valid'; readonly text: string; readonly loaded: LoadedPolicy }
  /** Intercept can load it and refuses what it says. */
  | {
      readonly kind: 'invalid'
      readonly text: string
      readonly loaded: LoadedPolicy
      readonly problems: readonly PolicyProblem[]
    }
  /** Intercept cannot load it. */
  | { readonly kind: 'unloadable'; readonly text: string; readonly problems: readonly PolicyProblem[] }
  | { readonly kind: 'too-large'; readonly size: number }
  /** Bytes that are no text. */
  | { readonly kind: 'binary'; readonly size: number }
  /** The mirror does not hold the blob. */
  | { readonly kind: 'missing' }

/** Characters of all kept texts together; a parsed policy takes some twenty times its text. */
const KEPT_CHARACTERS = 8 * 1024 * 1024

const kept = processWide(
  'policy-contents',
  () =>
    new KeptAnswers<PolicyContent>(KEPT_CHARACTERS, (content) =>
      'text' in content ? content.text.length + 1000 : 1000,
    ),
)

/** Reads and checks a blob as a policy. */
export function readPolicy(objects: ObjectStore, blob: string): Promise<PolicyContent> {
  return kept.get(blob, () => read(objects, blob))
}

async function read(objects: ObjectStore, blob: string): Promise<PolicyContent> {
  const file = await objects.readBlob(blob, POLICY_MAX_BYTES)
  if (file.kind === 'missing') return file
  if (file.kind === 'too-large') return { kind: 'too-large', size: file.size }
  if (file.bytes.includes(0)) return { kind: 'binary', size: file.bytes.length }
  return judge(file.bytes)
}

function judge(bytes: Uint8Array): PolicyContent {
  const text = Buffer.from(bytes).toString('utf8')
  const parsed = parsePolicy(bytes)
  if (!parsed.ok) {
    const problem = { line: parsed.position.line, message: parsed.loadError, code: null }
    return { kind: 'unloadable', text, problems: [problem] }
  }
  const errors = validatePolicy(parsed)
  if (errors.length === 0) return { kind: 'valid', text, loaded: parsed }
  const problems = errors.map(({ line, message, code }) => ({ line, message, code }))
  return { kind: 'invalid', text, loaded: parsed, problems }
}
