import type { Page } from '@playwright/test'
import * as z from 'zod'

/** Of the demo's repository: it has a past. */
const OLD_POLICY = '/policies/payments/stripe.yaml'

/** A policy, by its path below the root, and a proxy that are there. */
export interface KnownPlaces {
  readonly policy: string
  readonly proxy: string
}

/** Every kind of page, by its address. What only the stack knows, a number or a commit, is the first that a page links to. */
export async function screensOf(
  page: Page,
  url: string,
  { policy, proxy }: KnownPlaces,
): Promise<Readonly<Record<string, string>>> {
  const firstLink = async (from: string, start: string, rest = '[^"]+') => {
    const html = await (await page.request.get(url + from)).text()
    const href = html.match(new RegExp(`href="(${start.replaceAll('?', '\\?')}${rest})"`))?.[1]
    if (href === undefined) throw new Error(`${from} links to no ${start}`)
    return href.replaceAll('&amp;', '&')
  }
  const of = `/policies/${policy}`
  const change = await firstLink('/changes?state=merged', '/changes/', String.raw`\d+`)
  const made = await page.request.post(`${url}/api/drafts`, {
    headers: { origin: url },
    data: { files: [{ basePath: `policies/${policy}` }] },
  })
  const { id } = z.object({ id: z.string() }).parse(await made.json())
  const then = encodeURIComponent(new Date().toISOString())
  return {
    overview: '/',
    policies: '/policies',
    policy: of,
    'policy reading': `${of}?view=reading`,
    'policy then': await firstLink(OLD_POLICY, `${OLD_POLICY}?at=`),
    compare: await firstLink(OLD_POLICY, `${OLD_POLICY}?compare=`),
    'compare all': await firstLink('/policies', '/policies?compare='),
    changes: '/changes',
    'changes then': `/changes?at=${then}`,
    change,
    evidence: `${change}/evidence`,
    draft: `/drafts/${id}`,
    decisions: '/decisions?hours=168',
    'decisions table': '/decisions?hours=168&table=1',
    fleet: '/fleet',
    'fleet then': `/fleet?at=${then}`,
    proxy: `/fleet/${proxy}`,
    'proxy then': `/fleet/${proxy}?at=${then}`,
    connect: '/connect',
    audit: '/audit',
    repository: '/settings/repository',
    people: '/settings/people',
    keys: '/settings/keys',
    environments: '/settings/environments',
    retention: '/settings/retention',
    docs: '/docs/concepts',
  }
}
