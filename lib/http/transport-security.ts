const YEAR_S = 365 * 86_400

/**
 * Strict-Transport-Security for who is reached over https: a browser that was here once never asks over plain http again, where anybody on
 * the way could answer. Nothing about subdomains, which are not ours. Null over http, where browsers ignore it. Source: RFC 6797.
 */
export function transportSecurity(address: string): string | null {
  return address.startsWith('https:') ? `max-age=${YEAR_S}` : null
}
