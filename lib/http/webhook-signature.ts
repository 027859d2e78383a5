import { createHmac, timingSafeEqual } from 'node:crypto'

/** The value of `X-Hub-Signature-256` for these bytes, as GitHub makes it. */
export function sign(secret: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

/**
 * Whether `X-Hub-Signature-256` was made with the secret over exactly these bytes; takes the same time for every wrong one.
 * https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function signatureMatches(secret: string, body: Uint8Array, header: string | null): boolean {
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/.exec(header ?? '')?.[1] ?? '', 'hex')
  const wanted = createHmac('sha256', secret).update(body).digest()
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
