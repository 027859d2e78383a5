import Link from 'next/link'
import { printable } from '@/lib/policy/describe/sentence'
import { decisionsHref, FACET_KEYS, toggleHref, type DecisionSearch } from './search-params'

/** What narrows the log, each value with a link that takes it away. */
export function FilterChips({ search }: { search: DecisionSearch }) {
  return (
    <>
      {FACET_KEYS.flatMap((key) =>
        search[key].map((value, index) => (
          <Chip
            key={`${key} ${value}`}
            word={key}
            joined={index === 0 ? 'is' : 'or'}
            value={value === 'would-deny' ? 'would be denied' : value}
            without={toggleHref(search, key, value)}
          />
        )),
      )}
      {search.q !== undefined && (
        <Chip word="text" joined="has" value={search.q} without={decisionsHref(search, { q: undefined })} />
      )}
    </>
  )
}

interface ChipProps {
  readonly word: string
  readonly joined: 'is' | 'or' | 'has'
  readonly value: string
  readonly without: string
}

function Chip({ word, joined, value, without }: ChipProps) {
  return (
    <span className="chip on">
      {joined === 'or' ? 'or' : <b>{word}</b>} {joined !== 'or' && joined}{' '}
      <span className="trunc">{printable(value)}</span>
      <Link className="x" href={without} aria-label={`Without ${word} ${printable(value)}`} prefetch={false}>
        ×
      </Link>
    </span>
  )
}
