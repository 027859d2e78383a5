import { randomUUID } from 'node:crypto'

/** The header that carries a request's id in and out. */
export const REQUEST_ID_HEADER = 'x-request-id'

/** The id that a load balancer gave, when it is harmless text; otherwise a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(REQUEST_ID_HEADER)
  return given !== null && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
}
