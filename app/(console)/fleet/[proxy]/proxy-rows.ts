import type { Fact } from '@/components/fleet/four-facts'
import type { InstanceRow } from '@/components/fleet/instance-table'
import type { LoadRow } from '@/components/fleet/load-table'
import type { EvidenceLevel } from '@/components/ui/evidence-bars'
import type { ProxyDetail } from '@/lib/fleet/get-proxy'

/** The four facts of a proxy; for several processes, the first content that runs, with how many there are. */
export function factsOf(proxy: ProxyDetail): Fact[] {
  const { desired, desiredSince, delivered, running, instances, refused } = proxy
  const attempt = refused ?? instances.find(({ attempted }) => attempted !== null)?.attempted ?? null
  const [runs] = running
  const proved = runs !== undefined && runs.evidence >= 3
  // One content has one name everywhere: the commit that brought it, as far as some fact knows it.
  const brought = [delivered, ...running].find((known) => known?.blob === desired?.blob)?.commit ?? null
  const wanted = brought ?? desired?.commit ?? null
  return [
    {
      title: 'Desired',
      content: desired === null ? null : { sha256: desired.sha256, commit: wanted, at: desiredSince },
      none: 'none',
      note: desired === null ? '' : `from git, ${proxy.ref}@${desired.commit.slice(0, 7)}`,
    },
    {
      title: 'Delivered',
      content:
        delivered === null ? null : { sha256: delivered.sha256, commit: delivered.commit, at: delivered.at },
      none: 'nothing',
      note: delivered === null ? '' : delivered.source,
    },
    {
      title: 'Attempted',
      content:
        attempt === null
          ? null
          : {
              sha256: attempt.sha256,
              commit: attempt.blob === desired?.blob ? wanted : null,
              at: attempt.at,
            },
      none: 'nothing',
      note: attempt?.error ?? '',
    },
    {
      title: 'Running',
      content: proved ? { sha256: runs.sha256, commit: runs.commit, at: runs.at } : null,
      none: runs === undefined ? 'nothing' : 'not proved',
      note: runningNote(proxy),
    },
  ]
}

function runningNote({ running, live, evidence }: ProxyDetail): string {
  if (live === 0) return 'no live process'
  const level = evidence === null ? '' : `, E${evidence} at least`
  return running.length > 1
    ? `${running.length} contents in ${live} processes${level}`
    : `on ${live} of ${live}${level}`
}

export function instanceRows({ instances }: ProxyDetail): InstanceRow[] {
  return instances.map(({ id, nativeId, pid, client, startedAt, lastEventAt, running, commit }) => ({
    id,
    nativeId,
    pid,
    client: client === null ? null : `${client.name} ${client.version}`,
    startedAt,
    lastEventAt,
    commit,
    runs: running !== null,
    evidence: levelOf(running?.evidence ?? 0),
    reason: running?.reason ?? null,
  }))
}

export function loadRows({ loads }: ProxyDetail): LoadRow[] {
  return loads.map(({ at, instanceId, nativeId, kind, result, commit, error, evidence }, index) => ({
    key: `${instanceId} ${at.getTime()} ${kind} ${index}`,
    at,
    nativeId,
    kind,
    result,
    commit,
    error,
    evidence: levelOf(evidence),
  }))
}

function levelOf(level: number): EvidenceLevel {
  const known: readonly EvidenceLevel[] = [0, 1, 2, 3, 4, 5]
  return known.find((one) => one === level) ?? 0
}
