import Link from 'next/link'
import { decisionsHref, FILTER_KEYS, type DecisionSearch } from './search-params'

const WORDS = {
  result: 'result',
  tool: 'tool',
  rule: 'rule',
  proxy: 'proxy',
  policy: 'policy',
  q: 'text',
} as const

/** What narrows the log, each with a link that takes it away. */
export function FilterChips({ search }: { search: DecisionSearch }) {
  return FILTER_KEYS.flatMap((key) =>
    search[key] === undefined
      ? []
      : [
          <span key={key} className="chip on">
            <b>{WORDS[key]}</b> {key === 'q' ? 'has' : 'is'}{' '}
            {search[key] === 'would-deny' ? 'would be denied' : search[key]}
            <Link
              className="x"
              href={decisionsHref(search, { [key]: undefined })}
              aria-label={`Without ${WORDS[key]} ${search[key]}`}
              prefetch={false}
            >
              ×
            </Link>
          </span>,
        ],
  )
}
