import type { InstanceState, Placement, ProxyState, SeenRunning } from '../proxy-state'
import { resolveStatus } from '../resolve-status'

export const NOW = new Date('2026-11-24T14:30:00Z')
export const ago = (ms: number) => new Date(NOW.getTime() - ms)
export const MINUTE = 60_000

export const WANTED = { sha256: 'a'.repeat(64), blob: 'a'.repeat(40) }
export const OLD = { sha256: 'b'.repeat(64), blob: 'b'.repeat(40) }
export const BRANCH = { sha256: 'c'.repeat(64), blob: 'c'.repeat(40) }
export const LOCAL = { sha256: 'd'.repeat(64), blob: 'd'.repeat(40) }

const PLACES: Record<string, Placement> = {
  [WANTED.blob]: { kind: 'on-ref', introducedBy: `9f0e1d2${'0'.repeat(33)}`, behindBy: 0 },
  [OLD.blob]: { kind: 'on-ref', introducedBy: `41d9e07${'0'.repeat(33)}`, behindBy: 2 },
  [BRANCH.blob]: { kind: 'off-ref', path: null },
  [LOCAL.blob]: { kind: 'in-no-commit' },
}
export const place = (blob: string | null): Placement => PLACES[blob ?? ''] ?? { kind: 'unknown' }

type Content = { sha256: string; blob: string }

/** By a host whose clock is right. */
const when = (age: number) => ({ at: ago(age), hostAt: ago(age) })

export const runs = (content: Content, evidence: SeenRunning['evidence'] = 3): SeenRunning => ({
  ...content,
  ...when(20 * MINUTE),
  source: 'events',
  evidence,
  reason: evidence < 3 ? 'it started before the connector' : null,
})

export const process = (content: Content, more: Partial<InstanceState> = {}): InstanceState => ({
  id: 'one',
  attempted: null,
  running: runs(content),
  ...more,
})

export const failure = (content: Content, error: string) => ({
  ...content,
  ...when(MINUTE),
  source: 'events',
  result: 'failure' as const,
  error,
})

export const lies = (content: Content, age: number) => ({ ...content, ...when(age), source: 'disk' })

/** In sync, with everything old enough that no allowance excuses a change. */
export const proxy = (more: Partial<ProxyState> = {}): ProxyState => ({
  lastSeenAt: ago(8_000),
  desired: {
    kind: 'file',
    ...WANTED,
    commit: `a1b2c3d${'0'.repeat(33)}`,
    ref: 'main',
    path: 'policies/payments/stripe.yaml',
    since: ago(30 * MINUTE),
  },
  silence: null,
  delivered: lies(WANTED, 29 * MINUTE),
  refused: null,
  unread: null,
  instances: [process(WANTED)],
  lastEndedAt: null,
  lastRunning: runs(WANTED),
  pin: null,
  allowanceMs: 10 * MINUTE,
  tool: 'git-sync',
  ...more,
})

export const desiredSince = (age: number): ProxyState['desired'] => {
  const { desired } = proxy()
  return desired.kind === 'unknown' ? desired : { ...desired, since: ago(age) }
}

export const removed: ProxyState['desired'] = {
  kind: 'removed',
  commit: `a1b2c3d${'0'.repeat(33)}`,
  ref: 'main',
  path: 'policies/payments/stripe.yaml',
  since: ago(30 * MINUTE),
}

export const pin = { commit: `9f0e1d2${'0'.repeat(33)}`, reason: 'INC-2231', until: new Date('2026-12-01') }

export const state = (input: ProxyState) => resolveStatus(input, place, NOW).state
export const sentence = (input: ProxyState) => resolveStatus(input, place, NOW).sentence
