import { randomUUID } from 'node:crypto'
import type { ConnectorActor, Context } from '@/lib/context'
import { blobSha, sha256 } from '@/lib/git/content-digest'
import { scratchMirror, type ScratchMirror } from '@/lib/git/scratch-mirror'
import type { DecisionFilter } from '../decision-filter'
import { listDecisions } from '../list-decisions'
import { batchOf, freshTestLog, type TestLog } from './open-log'

export const PATH = 'policies/payments/stripe.yaml'
export const POLICY = `version: "1"
tools:
  create_refund:
    rules:
      - name: "max refund"
        conditions:
          - path: "args.amount"
            op: lte
            value: 500
        on_deny: "Too much."
`
export const NOW = new Date('2026-11-24T14:30:00Z')
/** The hour of everything that is in the log. */
export const WINDOW = { from: new Date('2026-11-24T14:00:00Z'), to: new Date('2026-11-24T15:00:00Z') }
export const APPROVAL = { approvals: [{ login: 'tomas' }], mergedBy: 'tomas' }

/** A log of two proxies, one under a policy that is in git, and the change that brought it there. */
export interface FilledLog {
  readonly log: TestLog
  readonly scratch: ScratchMirror
  /** The commit of the policy. */
  readonly commit: string
  /** The proxy under it. */
  readonly eu: ConnectorActor
  ctx(): Context
  list(
    filter?: Partial<DecisionFilter> & { cursor?: string; limit?: number },
  ): ReturnType<typeof listDecisions>
  close(): Promise<void>
}

/** A call so many minutes after two, as a line of an event file. */
export function event(minute: number, tool: string, more: Record<string, unknown> = {}): string {
  const ts = `2026-11-24T14:${String(minute).padStart(2, '0')}:00.123456Z`
  return JSON.stringify({ ts, type: 'tool_call', instance: '988c5aa9', tool, result: 'allowed', ...more })
}

export const DENIED = { result: 'denied', rule: 'max refund', message: 'Too much.' }

export async function openFilledLog(): Promise<FilledLog> {
  const scratch = await scratchMirror()
  const commit = await scratch.remote.commit({ files: { [PATH]: POLICY } })
  await scratch.mirror.fetch()
  const log = await freshTestLog()
  const eu = await fill(log)
  await log.db.prisma.changeRequest.create({
    data: {
      repositoryId: log.repositoryId,
      number: 7,
      title: 'Cap refunds',
      state: 'merged',
      openedBy: 'mara',
      baseRef: 'main',
      baseSha: commit,
      headRef: 'cap',
      headSha: commit,
      mergeSha: commit,
      openedAt: NOW,
      updatedAt: NOW,
      refreshedAt: NOW,
      approval: APPROVAL,
    },
  })
  const ctx = () => log.context(eu, NOW)
  return {
    log,
    scratch,
    commit,
    eu,
    ctx,
    list: (filter = {}) => listDecisions({ ctx: ctx(), input: { ...WINDOW, ...filter } }),
    close: async () => {
      await Promise.all([log.close(), scratch.close()])
    },
  }
}

async function fill(log: TestLog): Promise<ConnectorActor> {
  const bytes = Buffer.from(POLICY)
  log.blobs.set(blobSha(bytes), bytes)
  const eu = await log.addProxy('stripe-eu-1', PATH)
  const us = await log.addProxy('slack-us-1', 'policies/support/slack.yaml')
  const segment = { sha256: sha256(bytes), blob: blobSha(bytes), evidence: 4 }
  const client = { name: 'agent', version: '2' }
  const lines = [
    event(1, 'create_refund'),
    event(2, 'create_refund', { ...DENIED, client }),
    event(3, 'list_customers'),
  ]
  await log.ingest(eu, batchOf({ fileId: randomUUID(), lines, segment }), NOW)
  await log.ingest(us, batchOf({ fileId: randomUUID(), lines: [event(4, 'post_message')] }), NOW)
  return eu
}
