import { UnknownRevision } from '@/components/policy/unknown-revision'
import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import type { Server } from '@/lib/server'
import { bringerOf } from './bringer-of'
import type { NoMoment } from './find-moment'

interface NoMomentPageProps {
  ctx: Context
  opened: Server
  history: RefHistory
  /** What was asked for. */
  at: string
  answer: NoMoment
  /** The same page now. */
  now: string
}

/** Why an address names no moment of the tracked branch, with what brought its commit there. */
export async function NoMomentPage({ ctx, opened, history, answer, ...shown }: NoMomentPageProps) {
  const bringer = answer.kind === 'elsewhere' ? await bringerOf(ctx, opened, history, answer) : null
  return <UnknownRevision answer={answer} bringer={bringer} {...shown} />
}
