import { countOf } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import type { ChangeEvidence, EvidenceApproval } from '@/lib/changes/change-evidence'
import { isApproved } from '@/lib/changes/predict-owners'
import { askingOf, sayMoved, sayOwnerMove } from '@/lib/changes/say-owner-move'

interface Step {
  readonly key: string
  readonly step: string
  readonly who: string
  readonly when: Date | string | null
  readonly said: string
}

/** Who drafted, approved and merged, when, and who says so. */
export function EvidencePeople({ evidence }: { evidence: ChangeEvidence }) {
  return (
    <>
      <h2>1 People</h2>
      <table>
        <thead>
          <tr>
            <th>Step</th>
            <th>Who</th>
            <th>When</th>
            <th>Said by</th>
          </tr>
        </thead>
        <tbody>
          {stepsOf(evidence).map(({ key, step, who, when, said }) => (
            <tr key={key}>
              <td>{step}</td>
              <td>{who}</td>
              <td className="num">{sayWhen(when)}</td>
              <td data-l="Said by">{said}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Owners evidence={evidence} />
      <Moves evidence={evidence} />
      <Required required={evidence.required} />
    </>
  )
}

function stepsOf(evidence: ChangeEvidence): Step[] {
  const { drafted, draftedBy, openedAt, approvals, approvalsTakenAt, mergedAt, mergedBy, mergeSha } = evidence
  const who = `@${draftedBy}`
  const isTaken = approvalsTakenAt !== null
  const merged = { key: 'merged', step: `Merged as ${mergeSha?.slice(0, 7) ?? 'a commit that is not known'}` }
  return [
    ...(drafted === null
      ? []
      : [{ key: 'drafted', step: 'Drafted', who, when: drafted.startedAt, said: 'Lockstep' }]),
    {
      key: 'opened',
      step: 'Pull request opened',
      who: drafted === null ? who : `${who}, with their own sign-in`,
      when: openedAt,
      said: 'GitHub',
    },
    ...approvals.map((one) => ({
      key: `approved ${one.login}`,
      step: 'Approved',
      who: sayApprover(one),
      when: one.at,
      said: `GitHub review of ${one.commit?.slice(0, 7) ?? 'a commit that is not known'}${isTaken ? ', recorded at the merge' : ''}${one.sameSecond ? '; a review in the same second as the merge' : ''}`,
    })),
    ...(mergedAt === null
      ? []
      : [
          {
            ...merged,
            who: mergedBy === null ? 'not known' : `@${mergedBy}`,
            when: mergedAt,
            said: 'GitHub',
          },
        ]),
  ]
}

function sayWhen(when: Step['when']): string {
  if (when === null || when === '') return 'not known'
  return formatInstant(new Date(when))
}

function sayApprover({ login, as }: EvidenceApproval): string {
  if (as === null) return `@${login}`
  if (as.length === 0) return `@${login}, as an owner of no changed file`
  const owners = [...new Set(as.map(({ owner }) => owner))]
  return `@${login}, as ${owners
    .map((owner) => {
      const files = as.filter((one) => one.owner === owner)
      return `${owner} (${files.map(({ path, line }) => `${fileName(path)}, line ${line}`).join('; ')})`
    })
    .join(' and ')}`
}

function fileName(path: string): string {
  return path.split('/').at(-1) ?? path
}

function Owners({ evidence }: { evidence: ChangeEvidence }) {
  const { owners, codeownersPath, ownersSha, approvals, state, notRequired } = evidence
  if (ownersSha === null) return <p>Who had to agree by CODEOWNERS is not known.</p>
  if (codeownersPath === null) return <p>No owners file at the base: nobody had to agree by CODEOWNERS.</p>
  return (
    <>
      <p>
        Owners were read from <span className="mono">{codeownersPath}</span> at the base,{' '}
        <span className="mono">{ownersSha.slice(0, 7)}</span>. Owners on one line are alternatives.
        {notRequired !== null && ` ${notRequired}`}
      </p>
      <ul className="np">
        {owners.map((file) => (
          <li key={file.path}>
            <span className="mono">{file.path}</span>: {sayFile(file)}
            {file.kind === 'owned' && state === 'merged' && `; ${sayIsApproved(isApproved(file, approvals))}`}
          </li>
        ))}
      </ul>
    </>
  )
}

function sayFile({ owners, line, kind }: ChangeEvidence['owners'][number]): string {
  if (kind === 'unmatched') return 'no line matches: nobody had to agree'
  return kind === 'owned' ? `one of ${owners.join(' or ')}, line ${line}` : `unowned on purpose, line ${line}`
}

function sayIsApproved(isKnown: boolean | null): string {
  if (isKnown === null) return 'whether one of them approved is not known'
  return isKnown ? 'approved by one of them' : 'no approval by one of them was recorded'
}

const AGREED = {
  agreed: 'owners of both agreed',
  waiting: 'not all of them agreed so far',
  missing: 'no approval by owners of both was recorded',
  'not-known': 'whether they did is not known',
} as const satisfies Record<ChangeEvidence['ownerMoves'][number]['state'], string>

/** What went from the owners of one place to those of another. */
function Moves({ evidence: { ownerMoves, state, notRequired, asOf } }: { evidence: ChangeEvidence }) {
  if (ownerMoves.length === 0) return null
  // What the branch required before is not kept; owners are asked in any case.
  const asking = state === 'open' && asOf !== null ? 'asked' : askingOf(state, notRequired)
  return (
    <>
      <p>It takes from the owners of one place and gives to those of another:</p>
      <ul className="np">
        {ownerMoves.map((move) => (
          <li key={`${move.what} ${move.from.path} ${move.to.path}`}>
            {sayMoved(move)}, <span className="mono">{move.from.path}</span> →{' '}
            <span className="mono">{move.to.path}</span>: {sayOwnerMove(move, asking)}; {AGREED[move.state]}
          </li>
        ))}
      </ul>
    </>
  )
}

/** What rulesets require beside the owners: all of it. */
function Required({ required }: Pick<ChangeEvidence, 'required'>) {
  if (required === null) return null
  if (required.length === 0) return <p>No ruleset required a team to agree beside the owners.</p>
  return (
    <>
      <p>Rulesets required these teams to agree as well as the owners:</p>
      <ul className="np">
        {required.map(({ team, patterns, paths, minimum, by, state }) => (
          <li key={`${team} ${patterns.join(' ')}`}>
            {team ?? 'a team that Lockstep may not see'}: {countOf(minimum, 'approval')} for{' '}
            <span className="mono">{paths.join(', ')}</span>;{' '}
            {state === 'not-known'
              ? 'who of the team approved is not known'
              : by.length === 0
                ? 'none of the team on record'
                : `approved by ${by.map(({ login }) => `@${login}`).join(' and ')}`}
          </li>
        ))}
      </ul>
    </>
  )
}
