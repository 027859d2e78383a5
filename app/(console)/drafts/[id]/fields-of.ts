import { mergeLines } from '@/lib/policy/edit/merge-lines'
import { threeValues, type FieldValues } from '@/lib/policy/edit/three-values'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { FileKind } from '@/lib/repository/policy-path'

interface ThreeTexts {
  readonly base: string
  readonly main: string
  readonly mine: string
}

/**
 * The text with the lines of both changes; null where a person must choose: where they touch, or together are no policy any more, as when both
 * list the same tool in different places.
 */
export function mergedOf(kind: FileKind, { base, main, mine }: ThreeTexts): string | null {
  const merged = mergeLines(base, main, mine)
  const isBroken = merged !== null && kind === 'policy' && !parsePolicy(merged).ok
  return isBroken && parsePolicy(main).ok && parsePolicy(mine).ok ? null : merged
}

/**
 * The fields by which two changes of a file can be brought together; null where there are none. Settings and tests have no fields of a
 * policy, though their text can be read as an empty one; a policy that differs in comments only has none either. Going on by no field at
 * all would take the branch's text and lose the draft's.
 */
export function fieldsOf(kind: FileKind, { base, main, mine }: ThreeTexts): FieldValues[] | null {
  if (kind !== 'policy') return null
  const [from, theirs, ours] = [parsePolicy(base), parsePolicy(main), parsePolicy(mine)]
  if (!from.ok || !theirs.ok || !ours.ok) return null
  const fields = threeValues({ base: from.policy, main: theirs.policy, mine: ours.policy })
  return fields.length === 0 ? null : fields
}
