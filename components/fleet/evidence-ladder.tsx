import Link from 'next/link'
import { EvidenceBars, type EvidenceLevel } from '@/components/ui/evidence-bars'
import { Panel } from '@/components/ui/panel'
import { helpAddress } from '@/lib/help-topics'

const LEVELS = [
  { level: 5, words: 'Digest on each decision' },
  { level: 4, words: 'Proxy reports its digest' },
  { level: 3, words: 'File hash and reload seen' },
  { level: 2, words: 'File hash on disk' },
  { level: 1, words: 'Delivery tool says applied' },
  { level: 0, words: 'Nothing is known' },
] as const satisfies readonly { level: EvidenceLevel; words: string }[]

interface EvidenceLadderProps {
  /** The worst among the live processes; null without one. */
  readonly evidence: number | null
  /** As declared. */
  readonly engine: string
  /** Why the evidence is not higher, where the connector says so. */
  readonly reason: string | null
}

/** What a delivery tool says, no level above it proves: it counts only where it is all there is. */
function isHeld(level: EvidenceLevel, reached: number): boolean {
  return level > 1 ? level <= reached : level === 1 && reached === 1
}

/** Which proof there is that it runs what is said, and which there is not. */
export function EvidenceLadder({ evidence, engine, reason }: EvidenceLadderProps) {
  const reached = evidence ?? 0
  // Stock Intercept states no digest: neither on its own nor on its events.
  const best = engine.startsWith('intercept') ? 3 : 5
  return (
    <Panel
      title="How do we know"
      note={evidence === null ? 'no live process' : `evidence E${reached} of E5, the worst process`}
    >
      <ul className="evl">
        {LEVELS.map(({ level, words }) => (
          <li key={level} className={level === evidence ? 'got here' : isHeld(level, reached) ? 'got' : ''}>
            <EvidenceBars level={level} />
            <Link className="q" href={helpAddress('evidence')} prefetch={false}>
              {words}
            </Link>
            {isHeld(level, reached) && <span className="sr">{level > 1 ? ', proved' : ', told'}</span>}
            {level > best && <span className="s dim rt">Intercept does not report it</span>}
            {level === 3 && best >= 3 && <span className="s dim rt">“running” starts here</span>}
          </li>
        ))}
      </ul>
      {reason !== null && <p className="s mid foot2">Not higher because {reason}.</p>}
    </Panel>
  )
}
