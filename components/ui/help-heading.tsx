import Link from 'next/link'
import { helpAddress } from '@/lib/help-topics'

const TOPICS = { Evidence: 'evidence', State: 'states', 'State then': 'states' } as const

/** The heading of a column whose cells are signs: it leads to what they mean, once for all rows. */
export function HelpHeading({ of }: { of: keyof typeof TOPICS }) {
  return (
    <th>
      <Link className="q" href={helpAddress(TOPICS[of])} title="What it means" prefetch={false}>
        {of}
      </Link>
    </th>
  )
}
