import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FLEET_STATES, type FleetStateSlug } from '@/lib/fleet/states'
import { BucketBar } from './bucket-bar'

const buckets = Object.fromEntries(FLEET_STATES.map(({ slug }) => [slug, 1])) as Record<
  FleetStateSlug,
  number
>

function bar(props: Partial<Parameters<typeof BucketBar>[0]>): string {
  return renderToStaticMarkup(createElement(BucketBar, { buckets, total: 11, ...props }))
}

describe('the states of the fleet', () => {
  it('of a list that is narrowed lead to the proxies that they count, and are of those that fit', () => {
    const html = bar({ query: { by: 'team', env: 'prod', q: 'stripe' }, chosen: ['offline'] })
    expect(html).toContain('href="/fleet?by=team&amp;state=rejected&amp;env=prod&amp;q=stripe"')
    expect(html).toContain('href="/fleet?by=team&amp;env=prod&amp;q=stripe"')
    expect(html).toContain('</b> that fit')
    expect(html).not.toContain('registered')
  })

  it('of the whole fleet are of all that are registered', () => {
    expect(bar({})).toContain('href="/fleet?state=rejected"')
    expect(bar({ query: { by: 'team' } })).toContain('</b> registered')
  })
})
