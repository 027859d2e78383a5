import type { Context } from '@/lib/context'
import type { Desired } from '@/lib/wire/desired'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'
import type { PlacedRunning } from './judged-proxy'
import { toRow, type FleetRow } from './fleet-row'
import type { SeenAttempt } from './proxy-state'
import { readHistory, type LoadLine, type PathLine } from './read-history'
import type { StoredInstance } from './stored-instance'
import { SECOND_BOOT_MS } from './record-report'
import { openChanges, readToolHistory, type ToolHistory } from './tools/tool-history'
import type { InstanceVerdict } from './resolve-status'

export interface ProxyInstance extends StoredInstance {
  readonly verdict: InstanceVerdict
  /** The commit that brought what it runs. */
  readonly commit: string | null
}

export interface ProxyDetail extends FleetRow {
  readonly id: string
  readonly number: number
  readonly createdAt: Date
  /** Short name of the ref that it follows. */
  readonly ref: string
  readonly allowanceMs: number
  readonly want: Desired
  readonly pin: { readonly commit: string; readonly reason: string; readonly until: Date } | null
  readonly refused: SeenAttempt | null
  readonly instances: readonly ProxyInstance[]
  /** Processes that ended in the last 30 days. */
  readonly ended: number
  /** Processes that this connector sees and that fit no proxy. */
  readonly unmatched: readonly StoredInstance[]
  /** Newest first. */
  readonly loads: readonly LoadLine[]
  readonly paths: readonly PathLine[]
  readonly connector: {
    readonly version: string
    /** Version of the wire protocol that it speaks; empty when it never reported since that is kept. */
    readonly protocol: string
    readonly clockSkewMs: number
    readonly droppedTotal: number
    readonly host: Readonly<Record<string, unknown>>
    /** When another connector tried to report for this proxy; null when none did lately. */
    readonly secondAt: Date | null
    /** Those that count, the newest first; `renewAskedAt`: when another one in its place was asked for. */
    readonly tokens: readonly {
      readonly id: string
      readonly createdAt: Date
      readonly expiresAt: Date
      readonly renewAskedAt: Date | null
    }[]
  }
  readonly running: readonly PlacedRunning[]
  readonly tools: ToolHistory
}

export type GetProxyResult =
  | { readonly kind: 'proxy'; readonly proxy: ProxyDetail }
  | { readonly kind: 'not-found' }

/** One proxy: its four facts, its processes with a verdict each, its loads, and what is known about its connector. */
export async function getProxy({
  ctx,
  parts,
  input,
}: {
  ctx: Context
  parts: FleetParts
  input: { name: string }
}): Promise<GetProxyResult> {
  const [judge, all] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const stored = all.find(({ name }) => name === input.name)
  if (!stored) return { kind: 'not-found' }
  const judged = await judge.judge(stored)
  const commitOf = async (blob: string | null) => {
    const placement = await judge.places.place(judged.ref, stored.policyPath, blob)
    return placement.kind === 'on-ref' ? placement.introducedBy : null
  }
  const landedAt = async (commit: string) => {
    const index = (await parts.source.history(judged.ref))?.index
    const position = index?.positionOf(commit) ?? null
    if (index === undefined || position === null) return null
    const wasSeen = judge.times.sawLanding(index, judged.ref, position)
    return wasSeen ? judge.times.reached(index, judged.ref, position) : null
  }
  const [history, tools] = await Promise.all([
    readHistory(ctx, stored.id, commitOf, landedAt),
    readToolHistory(ctx.db.pool, stored.id),
  ])
  const second = history.secondAt
  const recent = second !== null && ctx.now.getTime() - second.getTime() < 10 * SECOND_BOOT_MS
  const instances = await Promise.all(
    judged.stored.live.map(async (instance, index) => ({
      ...instance,
      verdict: judged.verdict.instances[index] ?? {
        id: instance.id,
        state: judged.verdict.state,
        sentence: judged.verdict.sentence,
      },
      commit: await commitOf(instance.running?.blob ?? null),
    })),
  )
  const { version, clockSkewMs, droppedTotal, host, number, createdAt, refused } = judged.stored
  const { ref, allowanceMs, pin } = judged
  return {
    kind: 'proxy',
    proxy: {
      ...toRow(judged, openChanges(tools)),
      tools,
      id: stored.id,
      number,
      createdAt,
      ref,
      allowanceMs,
      pin,
      refused,
      instances,
      want: judged.desired,
      ended: history.ended,
      unmatched: history.unmatched,
      loads: history.loads,
      paths: history.paths,
      connector: {
        version,
        protocol: parts.contacts.newest(stored.id, stored.lastSeenAt)?.protocol ?? history.protocol,
        clockSkewMs,
        droppedTotal,
        host,
        secondAt: recent ? second : null,
        tokens: history.tokens,
      },
    },
  }
}
