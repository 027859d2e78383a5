import { formatInstant, formatSpan } from '@/components/ui/format-time'
import type { ChangeEvidence, EvidenceRun } from '@/lib/changes/change-evidence'
import { NO_PROXY_AT_MERGE } from './count-runs'

/** When each proxy of the changed files ran what the change brought, with the level of the proof. */
export function EvidenceRuns({ evidence }: { evidence: ChangeEvidence }) {
  const { runs, state, mergedAt, files } = evidence
  const superseded = files.filter(({ supersededBy }) => supersededBy !== null)
  return (
    <>
      <h2>5 When each proxy ran it</h2>
      {state !== 'merged' || mergedAt === null ? (
        <p>Not merged: no proxy gets it.</p>
      ) : runs.length === 0 ? (
        <p>{NO_PROXY_AT_MERGE}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Proxy</th>
              <th>File</th>
              <th>Delivered</th>
              <th>Running</th>
              <th>After merge</th>
              <th>Level</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={`${run.proxy} ${run.path}`} run={run} mergedAt={mergedAt} />
            ))}
          </tbody>
        </table>
      )}
      {superseded.map(({ path, supersededBy }) => (
        <p key={path}>
          <span className="mono">{path}</span> was changed again by{' '}
          <span className="mono">{supersededBy?.slice(0, 7)}</span>: a proxy that loaded it after that ran the
          later content.
        </p>
      ))}
    </>
  )
}

function RunRow({ run, mergedAt }: { run: EvidenceRun; mergedAt: Date }) {
  const { proxy, path, deliveredAt, running, unproved, refused, retiredAt, createdAt } = run
  const notes = [
    ...(createdAt > mergedAt ? ['registered after the merge'] : []),
    ...(retiredAt === null ? [] : [`retired ${formatInstant(retiredAt)}`]),
  ]
  return (
    <tr>
      <td>
        {proxy}
        {notes.length > 0 && <span className="dim"> ({notes.join(', ')})</span>}
      </td>
      <td className="mono" data-l="File">
        {path.split('/').at(-1)}
      </td>
      <td className="num" data-l="Delivered">
        {deliveredAt === null ? 'not kept' : formatInstant(deliveredAt)}
      </td>
      <td className={running === null ? undefined : 'num'} data-l="Running">
        {running !== null
          ? formatInstant(running.at)
          : unproved !== null
            ? `loaded ${formatInstant(unproved.at)}, not proved`
            : refused !== null
              ? `refused ${formatInstant(refused.at)}: ${refused.error.slice(0, 200)}`
              : 'no load was reported'}
      </td>
      <td className="num" data-l="After merge">
        {running === null ? '–' : formatSpan(running.at.getTime() - mergedAt.getTime())}
      </td>
      <td data-l="Level">
        {running !== null ? `E${running.evidence}` : unproved !== null ? `E${unproved.evidence}` : '–'}
      </td>
    </tr>
  )
}
