import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { FirstRun, type FirstRunProps } from './first-run'

const PROPS: FirstRunProps = {
  repository: 'acme/policies',
  branch: 'main',
  tip: '8c41f0e000000000000000000000000000000000',
  since: new Date('2026-11-24T09:00:00Z'),
  policies: [{ path: 'payments/stripe.yaml', tools: 13, unlisted: 'denied' }],
  owners: { lines: 4, errors: 0 },
  proxies: 0,
  mayConnect: true,
  now: new Date('2026-11-24T12:00:00Z'),
}

function render(change: Partial<FirstRunProps>): string {
  return renderToStaticMarkup(createElement(FirstRun, { ...PROPS, ...change }))
}

/** Title, and the title of the step that it is at. */
function read(change: Partial<FirstRunProps>): [string | undefined, string | undefined] {
  const html = render(change)
  const current = /aria-current="step".*?<h2>([^<]*)/.exec(html)?.[1]
  return [/<h1>([^<]*)/.exec(html)?.[1], current]
}

describe('the way to the first decision', () => {
  it.each<[string, Partial<FirstRunProps>, string, string]>([
    ['nothing but the repository', { policies: [] }, 'One of five steps is done', 'Choose the repository'],
    ['policies', {}, 'Two of five steps are done', 'Connect a proxy'],
    ['a proxy', { proxies: 1 }, 'Three of five steps are done', 'See the first decision'],
  ])('with %s is where it really is', (_, change, title, step) => {
    expect(read(change)).toEqual([title, step])
  })

  it('offers to connect to administrators, and tells others who can', () => {
    const html = (mayConnect: boolean) => render({ mayConnect })
    expect(html(true)).toContain('href="/connect"')
    expect(html(false)).not.toContain('href="/connect"')
    expect(html(false)).toContain('An administrator of the repository can do this.')
  })
})
