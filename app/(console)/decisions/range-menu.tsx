'use client'

import Form from 'next/form'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Popover } from '@/components/ui/popover'
import { routes } from '@/lib/routes'
import { KeptKeys } from './kept-keys'
import { decisionsHref, decisionsQuery, NEWEST, SPANS, type DecisionSearch } from './search-params'

/** The browser says what is missing before anything is sent: the page ignores what it cannot read. */
const INSTANT = {
  pattern: String.raw`\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?)?`,
  title: '2026-11-24T14:03Z, or 2026-11-24',
}

const SPAN_WORDS = { 1: 'Last hour', 24: 'Last 24 hours', 168: 'Last 7 days' } as const

interface RangeMenuProps {
  readonly search: DecisionSearch
  /** What is shown, in words. */
  readonly words: string
  readonly from: Date
  readonly to: Date
}

/** The time that is shown: one that ends now and moves on, or a fixed one that a link keeps. */
export function RangeMenu({ search, words, from, to }: RangeMenuProps) {
  const kept = decisionsQuery({
    ...search,
    ...NEWEST,
    from: undefined,
    to: undefined,
    live: false,
  })
  return (
    <Popover
      title="Time range"
      align="end"
      trigger={
        <Button>
          {words} <Icon name="down" />
        </Button>
      }
    >
      <nav className="stack" style={{ gap: 2 }} aria-label="Time range">
        {SPANS.map((hours) => (
          <Link
            key={hours}
            href={decisionsHref(search, { hours, from: undefined, to: undefined })}
            aria-current={search.from === undefined && hours === search.hours ? 'true' : undefined}
            prefetch={false}
          >
            {SPAN_WORDS[hours]}
          </Link>
        ))}
      </nav>
      <Form action={routes.decisions()} className="stack" style={{ gap: 8, marginTop: 12 }}>
        <KeptKeys query={{ ...kept, hours: undefined }} />
        <label className="stack" style={{ gap: 2 }}>
          From, UTC
          <input className="in" name="from" required {...INSTANT} defaultValue={shown(from)} />
        </label>
        <label className="stack" style={{ gap: 2 }}>
          To, UTC
          <input className="in" name="to" required {...INSTANT} defaultValue={shown(to)} />
        </label>
        <Button type="submit">Show this range</Button>
      </Form>
    </Popover>
  )
}

/** "2026-11-24T14:03Z", which people can read and `Date` as well. */
function shown(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`
}
