/**
 * The policy of every page. Scripts run by nonce only; `forge` is where signing in sends the form on to, and browsers
 * apply `form-action` to redirects too. Style attributes are allowed because positioned components are drawn with them
 * on the server; style elements need the nonce.
 */
export function contentSecurityPolicy(nonce: string, forge: string, secure: boolean): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action 'self' ${forge}`,
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ]
  return directives.join('; ')
}
