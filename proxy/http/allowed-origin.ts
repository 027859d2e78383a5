import type { IncomingHttpHeaders } from 'node:http'

/** From where requests are taken. */
export interface OriginRules {
  /** Where the proxy listens. */
  readonly bind: string
  /** Origins of pages, beside those of this machine, that may call: `https://inspector.example`. */
  readonly origins: readonly string[]
}

/**
 * Why a request must not be answered; undefined when it may be. A page on the web that gives its own name the address of this machine
 * (DNS rebinding) sends that name as `Host` and `Origin`; MCP demands the check of `Origin`.
 */
export function refuseOrigin(
  headers: IncomingHttpHeaders,
  { bind, origins }: OriginRules,
): string | undefined {
  const { host, origin } = headers
  if (isLoopback(bind) && !PLAIN.test(host ?? '') && !isLoopback(hostOf(`http://${host ?? ''}`)))
    return 'The Host of the request is not this machine.'
  if (origin === undefined || origins.includes(origin) || isLoopback(hostOf(origin))) return undefined
  return 'Pages of this origin must not call: name it with --allow-origin.'
}

/** How this machine is named nearly always, with or without a port: known without reading an address, which takes time. */
const PLAIN = /^(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/

/** Whether a name or address is this machine and no other can reach it; also in short, as `127.1`. */
export function isLoopback(host: string): boolean {
  return (
    PLAIN.test(host) ||
    host === '::1' ||
    /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/.test(hostOf(`http://${host}`))
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
