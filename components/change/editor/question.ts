import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import type { PolicyTestOutcome } from '@/lib/policy/test/test-report'
import type { FileKind } from '@/lib/repository/policy-path'
import type { SettingsDifference } from '@/lib/repository/say-settings-change'
import type { LintTools } from './draft-engine'
import type { FileReading, FileShape } from './file-reading'

/** What the editor asks about texts. Its answers travel between threads: nothing in them has behaviour. */
export type Question =
  | { readonly kind: 'read'; readonly text: string; readonly as: FileKind; readonly tools: LintTools }
  /** Without looking for what is wrong. */
  | { readonly kind: 'shape'; readonly text: string; readonly isPolicy: boolean }
  | { readonly kind: 'compare'; readonly before: string; readonly after: string }
  /** Of `.lockstep.yaml`; null: no file. */
  | { readonly kind: 'settings'; readonly before: string | null; readonly after: string }
  | { readonly kind: 'test'; readonly policy: string; readonly tests: string }

export interface Answers {
  readonly read: FileReading
  readonly shape: FileShape
  /** Null while one side is no valid policy. */
  readonly compare: PolicyComparison | null
  /** Null while one side has a mistake. */
  readonly settings: readonly SettingsDifference[] | null
  readonly test: PolicyTestOutcome
}

export type AnswerTo<Asked extends Question> = Answers[Asked['kind']]

/** Whether two questions have the same answer. Tools are one object for as long as they are the same. */
export function isSameQuestion(one: Question, other: Question): boolean {
  if (one === other) return true
  if (one.kind === 'read' && other.kind === 'read')
    return one.as === other.as && one.tools === other.tools && one.text === other.text
  if (one.kind === 'shape' && other.kind === 'shape')
    return one.isPolicy === other.isPolicy && one.text === other.text
  if (
    (one.kind === 'compare' && other.kind === 'compare') ||
    (one.kind === 'settings' && other.kind === 'settings')
  )
    return one.before === other.before && one.after === other.after
  return (
    one.kind === 'test' && other.kind === 'test' && one.policy === other.policy && one.tests === other.tests
  )
}
