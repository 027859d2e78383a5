import type { ReactNode } from 'react'
import { EffectCounts } from '@/components/change/effect/effect-counts'
import { nameTeams } from '@/components/change/name-teams'
import { countOf } from '@/components/ui/format-number'
import { FEW_NAMES, oneOf } from '@/components/ui/list-names'
import type { OwnerPrediction } from '@/lib/changes/predict-owners'
import type { RequiredForPaths } from '@/lib/changes/rulesets/required-reviewers'
import type { Effect } from '@/lib/changes/sum-effect'
import { printable } from '@/lib/policy/describe/sentence'
import type { PolicyTestOutcome, PolicyTestReport } from '@/lib/policy/test/test-report'

export interface SubmissionSummaryProps {
  /** Short name of the branch that it goes into. */
  readonly branch: string
  /** Paths that change, as they are shown. */
  readonly paths: readonly string[]
  readonly effect: Effect | null
  /** What the tests of each policy say, which is named as it is shown; null without any, undefined while they run. */
  readonly tests: readonly { readonly of: string; readonly outcome: PolicyTestOutcome | null | undefined }[]
  readonly owners: readonly OwnerPrediction[]
  /** Null when that was never seen. */
  readonly required: readonly RequiredForPaths[] | null
  /** None of the owners has to agree: they are asked. */
  readonly isOnlyAsked: boolean
  /** Checks that the branch requires, by name; empty where that is not known. */
  readonly checks: readonly string[]
  /** It goes the short way, where who can say yes is said per file. */
  readonly isUrgent: boolean
}

const MOST_NAMES = 4

/** What will be sent, and who will have to agree: the last look before it is. */
export function SubmissionSummary(props: SubmissionSummaryProps) {
  const { branch, paths, effect, tests, owners, required, isOnlyAsked, checks, isUrgent } = props
  const ran = tests.flatMap(({ of, outcome }) =>
    outcome?.kind === 'ran' ? [{ of, report: outcome.report }] : [],
  )
  const names = paths.slice(0, MOST_NAMES).map(printable)
  const rest = paths.length - names.length
  return (
    <dl className="kv sum s">
      <Row name="Goes into">
        <span className="mono">{branch}</span>, as{' '}
        {paths.length === 1 ? 'one file' : countOf(paths.length, 'file')} in one commit: {names.join(', ')}
        {rest > 0 && ` and ${rest} more`}
      </Row>
      <Row name="Effect">
        <EffectCounts effect={effect} isWorded />
      </Row>
      {ran.length > 0 && (
        <Row name="Policy tests">
          {ran.map(({ of, report }) => (
            <div key={of}>{sayTests(report, of, checks)}</div>
          ))}
        </Row>
      )}
      {!isUrgent && (
        <Row name={isOnlyAsked ? 'Asked' : 'Must agree'}>{sayOwners(owners, required ?? [])}</Row>
      )}
    </dl>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

const POLICY_CHECK = 'lockstep/policy'

/** "11 of 12 of payments/stripe.yaml pass, …". */
function sayTests({ passed, failed, cases }: PolicyTestReport, testsOf: string, checks: readonly string[]) {
  const of = `${cases.length} of ${printable(testsOf)} pass`
  if (failed === 0) return `all ${of}`
  return (
    <span className="deny">
      {passed} of {of}, so that the check {POLICY_CHECK}
      {checks.includes(POLICY_CHECK) && ', which GitHub requires,'} will fail
    </span>
  )
}

/** "one of @a or @b; one of @c or @b; and @d". GitHub decides. */
function sayOwners(owners: readonly OwnerPrediction[], required: readonly RequiredForPaths[]): string {
  const lines = new Map(
    owners.flatMap((row) =>
      row.kind === 'owned' ? [[row.owners.join(), oneOf(row.owners, FEW_NAMES)]] : [],
    ),
  )
  const parts = [...lines.values(), ...nameTeams(required).map((team) => `and ${team}`)]
  return parts.length === 0 ? 'nobody, by CODEOWNERS' : `${parts.join('; ')}. GitHub decides.`
}
