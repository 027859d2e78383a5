import { sign } from '@/lib/http/webhook-signature'

const TIMEOUT_MS = 10_000

/** Where messages go. */
export interface AlertReceiver {
  readonly url: string
  readonly secret: string
}

/** One message; `id` stays the same when it is sent again, so that a receiver can drop what it has. */
export interface AlertToSend {
  readonly id: string
  readonly event: string
  readonly body: string
}

/**
 * Posts a message; null when the receiver took it (any 2xx), else what was wrong, without the address, which may hold a secret. Redirects
 * are not followed: a signed message goes where the operator said. Throws when `signal` ends it.
 */
export async function postAlert(
  { url, secret }: AlertReceiver,
  { id, event, body }: AlertToSend,
  signal: AbortSignal,
): Promise<string | null> {
  const bytes = new TextEncoder().encode(body)
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Lockstep',
        'x-lockstep-event': event,
        'x-lockstep-delivery': id,
        'x-hub-signature-256': sign(secret, bytes),
      },
      body: bytes,
    })
    await response.body?.cancel()
    return response.ok ? null : `answered ${response.status}`
  } catch (error) {
    signal.throwIfAborted()
    const isLate = error instanceof DOMException && error.name === 'TimeoutError'
    return isLate ? 'no answer in 10 s' : 'could not be reached'
  }
}
