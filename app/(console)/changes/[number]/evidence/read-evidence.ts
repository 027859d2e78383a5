import { createHash } from 'node:crypto'
import { sayNotProved, type ChangeEvidence, type EvidenceRun } from '@/lib/changes/change-evidence'
import { getEvidence } from '@/lib/changes/get-evidence'
import type { Context } from '@/lib/context'
import { traceContent } from '@/lib/fleet/trace-content'
import { sha256 } from '@/lib/git/content-digest'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { POLICY_MAX_BYTES } from '@/lib/repository/read-policy'
import { trackedHistory, type Server } from '@/lib/server'
import { changeMoment } from '../../change-moment'

/** What the page and the JSON say, and the digest by which two copies are known to say the same. */
export interface SealedEvidence {
  readonly evidence: ChangeEvidence
  /** sha256 of `JSON.stringify(evidence)`, lower-case hex. */
  readonly sha256: string
}

const MOST_FILES = 50

/**
 * Joins what is known of a change with what the fleet recorded of its contents, now or at an instant or commit; null when there is no such
 * change or moment.
 */
export async function readEvidence(
  ctx: Context,
  opened: Server,
  number: number,
  at = '',
): Promise<SealedEvidence | null> {
  const history = await trackedHistory(opened)
  const then = at === '' ? null : await changeMoment(ctx, opened, history, at)
  if (then !== null && then.kind !== 'found') return null
  const asOf = then?.moment
  const { configuration } = await readConfiguration(opened.mirror.objects, history.tip)
  const { root } = configuration
  const known = await getEvidence({ ctx, source: opened, history, root, number, asOf })
  if (known === null) return null
  const runs: EvidenceRun[] = []
  const policies = known.files.filter(({ path }) => isPolicyPath(path, root)).slice(0, MOST_FILES)
  for (const { path, after } of policies) {
    if (known.mergedAt === null || after === null) continue
    const read = await opened.mirror.objects.readBlob(after, POLICY_MAX_BYTES)
    if (read.kind !== 'file') continue
    const input = { path, blob: after, sha256: sha256(read.bytes), from: known.mergedAt, until: asOf?.at }
    for (const trace of await traceContent({ ctx, input })) runs.push({ path, ...trace })
  }
  const evidence = { ...known, runs, notProved: sayNotProved({ ...known, runs }) }
  const digest = createHash('sha256').update(JSON.stringify(evidence)).digest('hex')
  return { evidence, sha256: digest }
}
