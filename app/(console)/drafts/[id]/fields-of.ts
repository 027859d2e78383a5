import { threeValues, type FieldValues } from '@/lib/policy/edit/three-values'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { FileKind } from '@/lib/repository/policy-path'

interface ThreeTexts {
  readonly base: string
  readonly main: string
  readonly mine: string
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
