import { answerWithin } from '@/lib/answer-within'
import { markStale } from '@/lib/changes/mark-stale'
import type { Context, SystemActor } from '@/lib/context'
import { isAway } from '@/lib/db/is-away'
import { RequestError } from '@/lib/errors'
import { notify } from '@/lib/events/notify'
import { metrics } from '@/lib/metrics'
import { forgetRoles } from '@/lib/people/find-role'
import type { Server } from '@/lib/server'
import { fetchMirror } from './poll-mirror'

export interface Delivery {
  /** The same for each attempt of one delivery. */
  readonly id: string
  readonly event: string
  readonly action: string | null
  /** What it names: only where to look, nothing of it is believed. */
  readonly about: { readonly numbers: readonly number[]; readonly heads: readonly string[] }
}

/** Events after which refs stand elsewhere. */
const MOVES_REFS = new Set(['push', 'create', 'delete', 'pull_request'])
/** Events after which somebody's role may be another. */
const CHANGES_ROLES = new Set(['member', 'membership', 'organization', 'team', 'team_add', 'repository'])
const ABOUT_CHANGES = ['pull_request_review', 'check_run', 'status', 'issues']
const KNOWN = new Set([...MOVES_REFS, ...CHANGES_ROLES, ...ABOUT_CHANGES, 'ping'])

/** GitHub waits ten seconds: https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks */
const ANSWER_MS = 8_000

type Received = { readonly kind: 'handled' } | { readonly kind: 'repeated' }

interface Hook {
  readonly ctx: Context<SystemActor>
  readonly server: Server
  readonly input: Delivery
}

/**
 * A hook means "go and look": its content is not believed, and hooks may be lost, doubled or late. A delivery counts as
 * handled only after the look succeeded, so a failed one can be delivered again; so can one whose look takes longer than the
 * forge waits (it goes on meanwhile).
 */
export async function receiveWebhook(hook: Hook, answerMs = ANSWER_MS): Promise<Received> {
  const received = await answerWithin(look(hook), answerMs)
  if (received !== null) return received
  throw new RequestError('busy', 'Lockstep is still looking at the repository; deliver again.', 10)
}

async function look({ ctx, server, input }: Hook): Promise<Received> {
  const { prisma } = ctx.db
  const label = KNOWN.has(input.event) ? input.event : 'other'
  const before = await prisma.webhookDelivery.findUnique({ where: { deliveryId: input.id } })
  if (before !== null) {
    metrics().webhooks.inc({ event: label, outcome: 'repeated' })
    return { kind: 'repeated' }
  }
  try {
    if (CHANGES_ROLES.has(input.event)) await forgetRoles(ctx)
    await markStale({ ctx, input: input.about })
    if (MOVES_REFS.has(input.event)) await fetchMirror(server, 'webhook')
  } catch (error) {
    metrics().webhooks.inc({ event: label, outcome: 'failed' })
    if (error instanceof RequestError || isAway(error)) throw error
    throw new RequestError(
      'forge-unreachable',
      'Lockstep could not look at the repository; deliver again.',
      10,
    )
  }
  await notify(ctx, 'forge', [input.event])
  await prisma.webhookDelivery.createMany({
    data: {
      deliveryId: input.id,
      event: input.event,
      action: input.action,
      receivedAt: ctx.now,
      processedAt: new Date(),
    },
    skipDuplicates: true,
  })
  metrics().webhooks.inc({ event: label, outcome: 'handled' })
  return { kind: 'handled' }
}
