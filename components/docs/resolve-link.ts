import { routes } from '@/lib/routes'

/** Where a link of a page may lead. */
export type LinkTarget =
  | { readonly kind: 'page'; readonly href: string }
  | { readonly kind: 'web'; readonly href: string }
  /** Nowhere: an unknown page, a scheme that is not https. Only its words are shown. */
  | { readonly kind: 'none' }

const FRAGMENT = /^#[\p{L}\p{N}_-]+$/u

/**
 * Resolves an address as a page of the documentation writes it. `from` is that page's slug, `known` every slug there is. What is not
 * known to be harmless leads nowhere.
 */
export function resolveLink(href: string, from: string, known: ReadonlySet<string>): LinkTarget {
  if (/^https:\/\/[^\s/@\\]+(\/|$)/.test(href)) return webLink(href)
  const hash = href.indexOf('#')
  const path = hash === -1 ? href : href.slice(0, hash)
  const fragment = hash === -1 ? '' : href.slice(hash)
  if (fragment !== '' && !FRAGMENT.test(fragment)) return { kind: 'none' }
  if (path === '') return fragment === '' ? { kind: 'none' } : { kind: 'page', href: fragment }
  const slug = slugOf(path, from)
  return slug !== undefined && known.has(slug)
    ? { kind: 'page', href: `${routes.docs(slug)}${fragment}` }
    : { kind: 'none' }
}

function webLink(href: string): LinkTarget {
  return URL.canParse(href) ? { kind: 'web', href } : { kind: 'none' }
}

/** `lint/a.md` and `lint/`, relative to the page's folder; undefined for anything else and for what leaves the documentation. */
function slugOf(path: string, from: string): string | undefined {
  if (!/^[\w.-][\w./-]*$/.test(path) || !/(\.md|\/)$/.test(path)) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const part of path.replace(/\.md$/, '').split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}
