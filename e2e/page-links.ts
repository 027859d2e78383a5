import type { Page } from '@playwright/test'

interface Links {
  /** Addresses of the console. */
  readonly pages: readonly string[]
  /** Links that lead nowhere. */
  readonly faults: readonly string[]
}

/** Addresses of the console that the page links to, and links that lead nowhere. */
export function readLinks(page: Page): Promise<Links> {
  return page.evaluate(() => {
    const pages = new Set<string>()
    const faults: string[] = []
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href]')) {
      const written = link.getAttribute('href') ?? ''
      const { origin, pathname, search, hash } = new URL(link.href)
      if (written === '' || written === '#') faults.push(link.outerHTML.slice(0, 200))
      else if (written.startsWith('#')) {
        // Lines of a file are chosen by their address and have no element of their own.
        const isLine = /^#L\d+(-L\d+)?$/.test(hash)
        if (!isLine && document.getElementById(decodeURIComponent(hash.slice(1))) === null)
          faults.push(written)
      } else if (
        origin === window.location.origin &&
        !pathname.startsWith('/api/') &&
        !link.hasAttribute('download')
      )
        pages.add(pathname + search)
    }
    return { pages: [...pages], faults }
  })
}

/** Pages of one kind have the same parts: `/policies/payments/stripe.yaml?at=…` and `/policies/data/bigquery.yaml?at=…`. */
export function kindOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://console')
  const [, section = '', ...rest] = pathname.split('/')
  const isNamed = section === 'settings' || rest.length === 0
  return `${section}/${isNamed ? rest.join('/') : '…'}?${[...searchParams.keys()].sort().join('&')}`
}
