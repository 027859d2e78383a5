import type { Signature } from '@/forge/git/commit'
import { signatureOf } from '@/forge/operations/commit-files'
import { Refusal } from '@/forge/refusal'
import type { AccountRow } from '@/forge/state/records'

/** Author or committer as a request names one; the person behind the token when it names nobody. */
export function signatureNamed(
  named: { readonly name: string; readonly email: string; readonly date?: string | undefined } | undefined,
  person: AccountRow,
  at: Date,
): Signature {
  if (named === undefined) return signatureOf(person, at)
  const date = named.date === undefined ? at : new Date(named.date)
  if (Number.isNaN(date.getTime())) throw new Refusal(422, "Invalid request.\n\nFor 'date': not a date.")
  return { name: named.name, email: named.email, at: date }
}
