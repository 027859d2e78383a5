import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from '@/forge/http/answer'
import type { Fault } from './faults'

/** `cut` = close the connection without an answer. */
export type Faulty = Answer | 'cut' | null

/** What a fault answers before the request is handled; `null` = handle it (perhaps after a delay). */
export async function faultBefore(fault: Fault, at: Date): Promise<Faulty> {
  switch (fault.kind) {
    case 'slow':
      await delay(fault.ms)
      return null
    case 'outage':
      return fault.status === 0 ? 'cut' : { status: fault.status, body: { message: 'Service unavailable' } }
    case 'rate-limit':
      return {
        status: 403,
        body: refusal('API rate limit exceeded for user ID 1.'),
        headers: {
          'x-ratelimit-limit': '5000',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-used': '5000',
          'x-ratelimit-resource': 'core',
          'x-ratelimit-reset': String(Math.ceil((at.getTime() + fault.ms) / 1000)),
        },
      }
    case 'secondary-limit':
      return {
        status: fault.status === 429 ? 429 : 403,
        body: refusal(
          'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        ),
        headers: { 'retry-after': String(Math.ceil(fault.ms / 1000)) },
      }
    default:
      return null
  }
}

function refusal(message: string): Record<string, string> {
  return {
    message,
    documentation_url:
      'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits',
  }
}
