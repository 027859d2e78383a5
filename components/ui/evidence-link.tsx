import Link from 'next/link'
import { helpAddress } from '@/lib/help-topics'
import { EvidenceBars, type EvidenceLevel } from './evidence-bars'

/** A level that stands alone; in the rows of a table the heading leads to what levels mean. */
export function EvidenceLink({ level }: { level: EvidenceLevel }) {
  return (
    <Link className="q" href={helpAddress('evidence')} prefetch={false}>
      <EvidenceBars level={level} />
    </Link>
  )
}
