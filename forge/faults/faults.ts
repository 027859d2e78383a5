import * as z from 'zod'
import { matchesPattern } from '@/forge/access/file-rules'

/** What a test can order with `POST /_test/fault`; `DELETE` ends those whose `ids` it names, or all. */
export const FAULT = z.object({
  kind: z.enum([
    'outage',
    'slow',
    'rate-limit',
    'secondary-limit',
    'fail-after',
    'drop-hooks',
    'double-hooks',
    'reorder-hooks',
  ]),
  /** Path of the request with `*` for anything, e.g. `/api/v3/repos/*\/git/refs`; for hooks the event's name. */
  path: z.string().default('*'),
  method: z.string().optional(),
  /** Login: only requests with a token of this person. */
  person: z.string().optional(),
  /** How many matching requests pass before it begins. */
  skip: z.number().int().min(0).default(0),
  /** How many requests it hits; left out = all until it is taken away. */
  count: z.number().int().min(1).optional(),
  /** `slow`: delay. Limits: how long they last. */
  ms: z.number().int().min(0).default(1000),
  /** `outage`: 0 = the connection is cut. */
  status: z.number().int().default(503),
})
export type Fault = z.infer<typeof FAULT>

const HOOK_KINDS: ReadonlySet<Fault['kind']> = new Set(['drop-hooks', 'double-hooks', 'reorder-hooks'])

/** Repositories whose names order a fault for every request below them. */
const SENTINELS: Readonly<Record<string, Fault>> = {
  'fault-outage': FAULT.parse({ kind: 'outage' }),
  'fault-cut': FAULT.parse({ kind: 'outage', status: 0 }),
  'fault-slow': FAULT.parse({ kind: 'slow', ms: 2000 }),
  'fault-403-limit': FAULT.parse({ kind: 'rate-limit', ms: 60_000 }),
  'fault-429-secondary': FAULT.parse({ kind: 'secondary-limit', ms: 1000, status: 429 }),
  'fault-after': FAULT.parse({ kind: 'fail-after' }),
}

interface Armed {
  readonly id: number
  readonly fault: Fault
  skipped: number
  hits: number
}

/** The faults in force. */
export class Faults {
  private armed: Armed[] = []
  private last = 0

  /** Returns the number by which it is taken away again. */
  add(fault: Fault): number {
    this.last += 1
    this.armed.push({ id: this.last, fault, skipped: 0, hits: 0 })
    return this.last
  }

  /** Takes some away, or all. */
  clear(ids?: readonly number[]): void {
    this.armed = ids === undefined ? [] : this.armed.filter(({ id }) => !ids.includes(id))
  }

  /** The fault that hits this request, if any; a count goes down. `person`: login of who sends it, null for nobody in particular. */
  forRequest(method: string, path: string, person: string | null = null): Fault | null {
    const sentinel = /^\/(?:api\/v3\/repos\/)?[^/]+\/(fault-[a-z0-9-]+?)(?:\.git)?(?:\/|$)/.exec(path)?.[1]
    const ordered = sentinel === undefined ? undefined : SENTINELS[sentinel]
    if (ordered !== undefined) return ordered
    return this.take(
      ({ kind, ...fault }) =>
        !HOOK_KINDS.has(kind) &&
        (fault.method === undefined || fault.method.toUpperCase() === method) &&
        (fault.person === undefined || fault.person === person) &&
        matchesPattern(fault.path, path),
    )
  }

  forHook(event: string): Fault | null {
    return this.take(({ kind, path }) => HOOK_KINDS.has(kind) && matchesPattern(path, event))
  }

  private take(applies: (fault: Fault) => boolean): Fault | null {
    for (const armed of this.armed) {
      const { fault } = armed
      if (!applies(fault)) continue
      if (armed.skipped < fault.skip) {
        armed.skipped += 1
        continue
      }
      if (fault.count !== undefined && armed.hits >= fault.count) continue
      armed.hits += 1
      return fault
    }
    return null
  }
}
