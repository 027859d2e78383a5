import { createHash } from 'node:crypto'
import { Refusal } from '@/forge/refusal'

const WINDOW_MS = 3_600_000

interface Window {
  used: number
  resetAt: number
}

/** Counts requests per token in windows of an hour, as GitHub does. */
export class RateLimit {
  private readonly windows = new Map<string, Window>()

  constructor(readonly limit: number) {}

  /** The headers of every REST answer. `counts` is false for 304 answers. */
  headers(authorization: string | undefined, at: Date, counts: boolean): Record<string, string> {
    const window = this.windowOf(authorization, at)
    if (counts) window.used += 1
    const used = Math.min(window.used, this.limit)
    return {
      'x-ratelimit-limit': String(this.limit),
      'x-ratelimit-remaining': String(this.limit - used),
      'x-ratelimit-reset': String(Math.ceil(window.resetAt / 1000)),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': 'core',
    }
  }

  /** `GET /rate_limit`, which does not count itself. */
  report(authorization: string | undefined, at: Date) {
    const { used, resetAt } = this.windowOf(authorization, at)
    const core = {
      limit: this.limit,
      remaining: Math.max(0, this.limit - used),
      reset: Math.ceil(resetAt / 1000),
      used: Math.min(used, this.limit),
    }
    return { resources: { core, search: core }, rate: core }
  }

  /** 403 in GitHub's words when the window is used up. */
  check(authorization: string | undefined, at: Date): void {
    if (this.windowOf(authorization, at).used < this.limit) return
    throw new Refusal(403, 'API rate limit exceeded for this token.')
  }

  private windowOf(authorization: string | undefined, at: Date): Window {
    const key = createHash('sha256')
      .update(authorization ?? '')
      .digest('hex')
    const known = this.windows.get(key)
    if (known !== undefined && known.resetAt > at.getTime()) return known
    const window = { used: 0, resetAt: at.getTime() + WINDOW_MS }
    this.windows.set(key, window)
    return window
  }
}
