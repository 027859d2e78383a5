import type { Context, SystemActor } from '@/lib/context'
import type { Topic } from '@/lib/events/notify'
import type { Server } from '@/lib/server'

/** Background work that is done again and again. */
export interface Job {
  /** Also its name in logs, metrics and the audit trail. */
  readonly name: string
  readonly everyMs: number
  /** `each-replica`: works on what this process has (its mirror). `one-replica`: under an advisory lock. */
  readonly runsOn: 'each-replica' | 'one-replica'
  /** Also runs at once when one of these moves. */
  readonly wakeOn?: readonly Topic[]
  /** Throws when it could not be done; it is tried again at the next turn. Long work heeds `signal`. */
  run(work: {
    readonly ctx: Context<SystemActor>
    readonly server: Server
    readonly signal: AbortSignal
  }): Promise<void>
}
