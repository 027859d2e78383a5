import { countOf } from '@/components/ui/format-number'
import { FEW_NAMES, listNames, oneOf } from '@/components/ui/list-names'
import type { ChangeDetail } from '@/lib/changes/get-change'
import type { Agreement } from '@/lib/changes/judge-agreement'

type Waiting = Pick<ChangeDetail, 'draft' | 'review'>

/** What an open change is waiting for, in one sentence: the first thing that somebody has to do. */
export function sayWaiting({ draft, review }: Waiting, base: string, agreement: Agreement | null): string {
  if (review.mergeState === 'dirty') return `It conflicts with ${base}.`
  const failed = review.checks.filter((check) => check.required && check.state === 'failure')
  if (failed.length > 0)
    return `${countOf(failed.length, 'required check')} failed: ${failed.map(({ name }) => name).join(', ')}.`
  if (draft) return 'A draft pull request asks nobody yet.'
  const refused = agreement?.changesRequested ?? []
  if (refused.length > 0) return `${listOf(refused)} ${refused.length === 1 ? 'asks' : 'ask'} for changes.`
  // Owners who are only asked hold nothing up: what GitHub says of the merge is the answer then.
  const owners = agreement?.notRequired == null ? ownersWaited(agreement) : []
  const waiting = [...owners, ...teamsWaited(agreement)]
  if (waiting.length > 0) return `Waiting for ${waiting.join(' and ')}.`
  if (agreement?.notRequired != null && review.mergeState === 'blocked')
    return 'GitHub does not allow the merge yet.'
  if (agreement !== null && agreement.alsoAsked.length > 0)
    return `Waiting for ${listNames(agreement.alsoAsked, 'and', FEW_NAMES)}.`
  if (review.checks.some((check) => check.required && check.state === 'pending'))
    return 'Waiting for required checks.'
  if (review.mergeState === 'clean') return 'It can be merged on GitHub.'
  if (review.mergeState === 'behind') return `GitHub wants it brought up to ${base} first.`
  return review.mergeable === null
    ? 'GitHub has not said yet whether it can be merged.'
    : 'It waits on GitHub.'
}

/** "one of @a or @b" when all missing files have the same owners; otherwise how many files wait. None when none does. */
function ownersWaited(agreement: Agreement | null): string[] {
  const missing = agreement?.files.filter(({ state }) => state === 'asked' || state === 'not-asked') ?? []
  const [first] = missing
  if (first === undefined) return []
  const alternatives = new Set(missing.map(({ owners }) => owners.join(' or ')))
  if (alternatives.size > 1) return [`owners of ${countOf(missing.length, 'file')}`]
  return [oneOf(first.owners, FEW_NAMES)]
}

/** Teams that rulesets require beside the owners, and that did not agree yet. */
function teamsWaited(agreement: Agreement | null): string[] {
  const missing = agreement?.required?.filter(({ state }) => state === 'asked' || state === 'not-asked') ?? []
  return [...new Set(missing.map(({ team }) => team ?? 'a team that a ruleset requires'))]
}

function listOf(people: readonly { readonly login: string }[]): string {
  return listNames(
    people.map(({ login }) => `@${login}`),
    'and',
    FEW_NAMES,
  )
}
