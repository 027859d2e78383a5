import type { Answer } from './answer'
import type { Visit } from './route'

export interface PageRequest {
  readonly page: number
  readonly perPage: number
}

/** `page` (from 1) and `per_page` (1–100, 30 when left out). */
export function pageOf(query: URLSearchParams): PageRequest {
  const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1)
  const perPage = Number.parseInt(query.get('per_page') ?? '30', 10) || 30
  return { page, perPage: Math.min(100, Math.max(1, perPage)) }
}

export function slicePage<T>(items: readonly T[], { page, perPage }: PageRequest): T[] {
  return items.slice((page - 1) * perPage, page * perPage)
}

/** One page of a list with GitHub's `Link` header; `present` runs only for what is shown. */
export async function paged<T>(
  visit: Visit,
  items: readonly T[],
  present: (item: T) => unknown,
): Promise<Answer> {
  const request = pageOf(visit.query)
  const body = await Promise.all(slicePage(items, request).map(present))
  return { status: 200, body, headers: linkHeader(visit.url, request, items.length) }
}

/** `total` items in all; links only to pages that exist. */
export function linkHeader(url: URL, { page, perPage }: PageRequest, total: number): Record<string, string> {
  const last = Math.max(1, Math.ceil(total / perPage))
  const link = (number: number, rel: string): string => {
    const target = new URL(url)
    target.searchParams.set('page', String(number))
    return `<${target.href}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  return links.length === 0 ? {} : { link: links.join(', ') }
}
