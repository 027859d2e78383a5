import Link from 'next/link'
import { helpAddress, type HelpTopic } from '@/lib/help-topics'

interface HelpLinkProps {
  readonly topic: HelpTopic
  readonly children?: string
  /** Where leaving would lose what was typed. */
  readonly inNewTab?: boolean
}

/** The page of the documentation that explains what stands before it. */
export function HelpLink({ topic, children = 'What to do', inNewTab = false }: HelpLinkProps) {
  const href = helpAddress(topic)
  if (inNewTab)
    return (
      <a href={href} target="_blank" rel="noreferrer">
        {children}
      </a>
    )
  return (
    <Link href={href} prefetch={false}>
      {children}
    </Link>
  )
}
