import { FileDiffView } from '@/components/policy/file-diff-view'
import { countOf } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import type { ChangeEvidence, EvidenceEmergency, EvidenceFile } from '@/lib/changes/change-evidence'
import { printable } from '@/lib/policy/describe/sentence'
import { countRuns, NO_PROXY_AT_MERGE } from './count-runs'
import { EvidencePeople } from './evidence-people'
import { EvidenceRuns } from './evidence-runs'

interface EvidenceSheetProps {
  readonly evidence: ChangeEvidence
  readonly sha256: string
  readonly madeAt: Date
  /** Of this page, as it was asked for; whole, since it is printed. */
  readonly address: string
}

/** Diffs beyond it are in the JSON and in git. */
const MOST_DIFFS = 20

/** One change for an auditor, as a sheet to print: the statement first, what is not proved last. */
export function EvidenceSheet({ evidence, sha256, madeAt, address }: EvidenceSheetProps) {
  const { repository, number, title, notProved } = evidence
  return (
    <article className="sheet">
      <p className="dim">{repository} · evidence of one change</p>
      <h1>
        #{number} {title}
      </h1>
      <p style={{ marginTop: 6 }}>
        State at {formatInstant(evidence.asOf ?? madeAt)}: <Statement evidence={evidence} />
      </p>
      {evidence.emergency !== null && <Urgency emergency={evidence.emergency} by={evidence.draftedBy} />}
      <EvidencePeople evidence={evidence} />
      <Meanings evidence={evidence} />
      <Bytes files={evidence.files} />
      <Checks evidence={evidence} />
      <EvidenceRuns evidence={evidence} />
      <h2>6 What is not proved</h2>
      <ul className="np">
        {notProved.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p className="dim end">
        Made {formatInstant(madeAt)} by Lockstep from git, GitHub’s API and connector reports. Evidence sha256{' '}
        <span className="mono">{sha256}</span>, that of the JSON file as well while nothing changes. The same
        page: <a href={address}>{address}</a>
      </p>
    </article>
  )
}

function Statement({ evidence }: { evidence: ChangeEvidence }) {
  const { state, mergedAt } = evidence
  if (state !== 'merged') return state === 'open' ? 'open, not merged.' : 'closed without a merge.'
  const { proved, total } = countRuns(evidence)
  if (total === 0) return `merged. ${NO_PROXY_AT_MERGE}`
  const after = mergedAt === null ? '' : ' since the merge'
  return (
    <>
      merged,{' '}
      <b>
        {proved} of {total} {total === 1 ? 'proxy' : 'proxies'} proved to have run it
      </b>
      {after}.
    </>
  )
}

function Urgency({
  emergency: { reason, notAsked, followUp },
  by,
}: {
  emergency: EvidenceEmergency
  by: string
}) {
  return (
    <p style={{ marginTop: 6 }}>
      It went as an <b>emergency</b>
      {reason === null ? '.' : `: “${printable(reason)}”, as @${by} said at its submission.`}
      {followUp !== null && ` ${sayFollowUp(followUp)}`}
      {notAsked.length > 0 && ` GitHub refused to ask ${notAsked.join(' and ')}.`}
    </p>
  )
}

/** "Its follow-up, issue 151, due 30 Nov 2026, 03:38:41 UTC, is done, 4 of 4 points." */
function sayFollowUp({ number, dueAt, done, points }: NonNullable<EvidenceEmergency['followUp']>): string {
  const ticked = points === null ? '' : `, ${points.ticked} of ${countOf(points.all, 'point')}`
  return `Its follow-up, issue ${number}, due ${formatInstant(new Date(dueAt))}, is ${done ? 'done' : 'open'}${ticked}.`
}

function Meanings({ evidence: { meanings } }: { evidence: ChangeEvidence }) {
  return (
    <>
      <h2>2 What changed, in words</h2>
      {meanings.length === 0 ? (
        <p>No policy was changed.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th style={{ width: 84 }}>Effect</th>
              <th>Meaning</th>
              <th style={{ width: '38%' }}>File</th>
            </tr>
          </thead>
          <tbody>
            {meanings.flatMap(({ path, verdict, reason, lines }) =>
              lines.length === 0
                ? [
                    <tr key={path}>
                      <td>
                        <b>{verdict ?? 'not compared'}</b>
                      </td>
                      <td>{reason ?? 'same answers: no call is decided differently'}</td>
                      <td className="mono" data-l="File">
                        {path}
                      </td>
                    </tr>,
                  ]
                : lines.map(({ effect, text, witness }) => (
                    <tr key={`${path} ${effect} ${text}`}>
                      <td>
                        <b>{effect}</b>
                      </td>
                      <td>
                        {text}
                        {witness !== null && <div className="dim">{witness}</div>}
                      </td>
                      <td className="mono" data-l="File">
                        {path}
                      </td>
                    </tr>
                  )),
            )}
          </tbody>
        </table>
      )}
    </>
  )
}

function Bytes({ files }: { files: readonly EvidenceFile[] }) {
  return (
    <>
      <h2>3 What changed, in bytes</h2>
      {files.length === 0 ? (
        <p>The head is not fetched, or no file differs.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>File</th>
              <th>Lines</th>
              <th>Blob before</th>
              <th>Blob after</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ path, content, before, after }) => (
              <tr key={path}>
                <td className="mono">{path}</td>
                <td className="num" data-l="Lines">
                  {content.kind === 'lines' ? `+${content.added} −${content.removed}` : 'not counted'}
                </td>
                <td className="mono" data-l="Blob before">
                  {before?.slice(0, 12) ?? 'none'}
                </td>
                <td className="mono" data-l="Blob after">
                  {after?.slice(0, 12) ?? 'none'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {files.slice(0, MOST_DIFFS).map((file) => (
        <div key={file.path} style={{ marginTop: 8 }}>
          <p className="mono">{file.path}</p>
          <FileDiffView diff={file} label={`Diff of ${file.path}`} />
        </div>
      ))}
      {files.length > MOST_DIFFS && (
        <p>The other {files.length - MOST_DIFFS} diffs are in the JSON file and in git.</p>
      )}
    </>
  )
}

function Checks({ evidence: { checks, headSha, asOf } }: { evidence: ChangeEvidence }) {
  return (
    <>
      <h2>4 Checks on {headSha.slice(0, 7)}</h2>
      {checks.length === 0 ? (
        <p>{asOf === null ? 'GitHub names none.' : 'Not kept for the past: see 6.'}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Check</th>
              <th>Result</th>
              <th>It says</th>
            </tr>
          </thead>
          <tbody>
            {checks.map(({ name, state, description, required }) => (
              <tr key={name}>
                <td className="mono">{name}</td>
                <td>{WORDS[state]}</td>
                <td>
                  {description !== '' && description.toLowerCase() !== WORDS[state] && `${description}, `}
                  {required ? 'required by branch protection' : 'not required by branch protection'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

const WORDS = { pending: 'pending', success: 'passed', failure: 'failed', neutral: 'neutral' } as const
