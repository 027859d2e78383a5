import type { Fact } from '@/components/fleet/four-facts'
import type { InstanceRow } from '@/components/fleet/instance-table'
import type { LoadRow } from '@/components/fleet/load-table'
import { countOf } from '@/components/ui/format-number'
import { formatMoment } from '@/components/ui/format-time'
import type { EvidenceLevel } from '@/components/ui/evidence-bars'
import { timesAfterMerge } from '@/lib/fleet/first-loads'
import type { ProxyDetail } from '@/lib/fleet/get-proxy'

/** The policy at a commit. */
export type HrefOf = (commit: string) => string

/** The four facts of a proxy; for several processes, the first content that runs, with how many there are. */
export function factsOf(proxy: ProxyDetail, hrefOf: HrefOf, now: Date): Fact[] {
  const { desired, desiredSince, delivered, running, instances, refused } = proxy
  const last = refused ?? instances.find(({ attempted }) => attempted !== null)?.attempted ?? null
  // What was loaded before the file arrived is no attempt at it.
  const isOlder =
    last !== null && delivered !== null && last.at < delivered.at && last.blob !== delivered.blob
  const attempt = isOlder ? null : last
  const [runs] = running
  const proved = runs !== undefined && runs.evidence >= 3
  // One content has one name everywhere: the commit that brought it, where that is known.
  const broughtBy = (blob: string | null) =>
    [delivered, ...running].find((known) => known?.blob === blob)?.commit ?? null
  const wanted = desired?.broughtBy ?? desired?.commit ?? null
  const facts: Omit<Fact, 'hrefOf'>[] = [
    {
      title: 'Desired',
      content: desired === null ? null : { sha256: desired.sha256, commit: wanted, at: desiredSince },
      none: 'none',
      note: desiredNote(proxy, now),
    },
    {
      title: 'Delivered',
      content:
        delivered === null ? null : { sha256: delivered.sha256, commit: delivered.commit, at: delivered.at },
      none: 'nothing',
      note: delivered === null ? '' : sayDelivered(delivered.source),
    },
    {
      title: 'Attempted',
      content:
        attempt === null
          ? null
          : {
              sha256: attempt.sha256,
              commit: attempt.blob === desired?.blob ? wanted : broughtBy(attempt.blob),
              at: attempt.at,
            },
      none: 'nothing',
      isMissed: isOlder && delivered.blob === desired?.blob && proxy.state !== 'ROLLING_OUT',
      note:
        attempt?.error ??
        (isOlder ? 'no attempt since the file arrived' : attempt === null ? 'no attempt was seen' : ''),
    },
    {
      title: 'Running',
      content: proved ? { sha256: runs.sha256, commit: runs.commit, at: runs.at } : null,
      none: runs === undefined ? 'nothing' : 'not proved',
      note: runningNote(proxy),
    },
  ]
  return facts.map((fact) => Object.assign(fact, { hrefOf }))
}

/** The connector looks at the disk; a tool of its own name brought it there. */
function sayDelivered(source: string): string {
  return source === 'disk' ? 'hash of the file on disk' : `hash of the file on disk, by ${source}`
}

function desiredNote({ desired, pin, ref }: ProxyDetail, now: Date): string {
  if (pin !== null) return `pinned in .lockstep.yaml until ${formatMoment(pin.until, now)}: ${pin.reason}`
  return desired === null ? '' : `from git, ${ref}@${desired.commit.slice(0, 7)}`
}

function runningNote({ running, live, evidence, count, state }: ProxyDetail): string {
  if (live === 0) return 'no live process'
  const processes =
    state === 'OFFLINE'
      ? `${countOf(live, 'process', 'processes')} at the last contact`
      : `${count} of ${countOf(live, 'instance')}`
  const behind = running[0]?.behindBy ?? null
  const distance = behind === null || behind === 0 ? '' : `, ${countOf(behind, 'change')} behind`
  const level = evidence === null ? '' : `, E${evidence} at least`
  const contents = running.length > 1 ? `${running.length} contents; ` : ''
  return `${contents}${processes}${distance}${level}`
}

/** What each process decided; null when one process alone is there, whose numbers are the proxy's. */
export type InstanceCounts = ReadonlyMap<string, { decisions: number; denied: number }> | null

export function instanceRows(
  { instances }: ProxyDetail,
  hrefOf: HrefOf,
  counts: InstanceCounts,
): InstanceRow[] {
  return instances.map((instance) => {
    const { id, nativeId, pid, client, startedAt, lastEventAt, running, commit, verdict, observeOnly } =
      instance
    return {
      id,
      nativeId,
      pid,
      state: verdict.state,
      sentence: verdict.sentence,
      client: client === null ? null : `${client.name} ${client.version}`,
      startedAt,
      lastEventAt,
      commit,
      sha256: running?.sha256 ?? null,
      runs: running !== null,
      observeOnly,
      evidence: levelOf(running?.evidence ?? 0),
      reason: running?.reason ?? null,
      href: commit === null ? null : hrefOf(commit),
      counts: counts?.get(id) ?? null,
    }
  })
}

export function loadRows({ loads }: ProxyDetail, hrefOf: HrefOf): LoadRow[] {
  const times = timesAfterMerge(loads)
  return loads.map((load, index) => {
    const { at, instanceId, nativeId, pid, kind, result, commit, error, evidence, observeOnly } = load
    return {
      key: `${instanceId} ${at.getTime()} ${kind} ${index}`,
      at,
      nativeId,
      pid,
      kind,
      result,
      commit,
      error,
      observeOnly,
      evidence: levelOf(evidence),
      href: commit === null ? null : hrefOf(commit),
      afterMergeMs: times.get(load) ?? null,
    }
  })
}

function levelOf(level: number): EvidenceLevel {
  const known: readonly EvidenceLevel[] = [0, 1, 2, 3, 4, 5]
  return known.find((one) => one === level) ?? 0
}
