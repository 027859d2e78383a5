import type { DecisionsQuery } from '@/lib/routes'

/** What a form of the page leaves as it is in the address. */
export function KeptKeys({ query }: { query: DecisionsQuery }) {
  return Object.entries(query).flatMap(([key, value]) =>
    several(value).map((one) => <input key={`${key} ${one}`} type="hidden" name={key} value={one} />),
  )
}

function several(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}
