import type { ReactNode } from 'react'
import Link from 'next/link'
import { formatInstant } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Kbd } from '@/components/ui/kbd'
import { Time } from '@/components/ui/time'
import { printable } from '@/lib/policy/describe/sentence'
import { CallFacts, type CallFactsProps } from './call-facts'
import { DecisionChain, type DecisionChainProps } from './decision-chain'

interface DecisionDrawerProps extends Omit<DecisionChainProps, 'decision'> {
  readonly decision: DecisionChainProps['decision'] &
    CallFactsProps['decision'] & { readonly at: Date; readonly tool: string }
  readonly close: string
  readonly now: Date
  /** What can be done about it. */
  readonly actions: ReactNode
}

/** Its place on the page, behind all rows of the log: the open row leads there. */
export const CALL = 'call'

/** One decision: why it was so, what is known of the call, what to do next. */
export function DecisionDrawer({ decision, policy, close, now, actions }: DecisionDrawerProps) {
  const denied = decision.result !== 'allowed'
  const tool = printable(decision.tool)
  return (
    <aside id={CALL} tabIndex={-1} className="dr panel" aria-label={`${tool} ${WORDS[decision.result]}`}>
      <p className="back s">
        <Link href={close} scroll={false} prefetch={false}>
          Back to the log
        </Link>
      </p>
      <div className="row" style={{ padding: '12px 16px 0' }}>
        <Glyph name={denied ? 'denied' : 'allowed'} label={null} />
        <h2 className="grow">
          <span className="mono">{tool}</span> {WORDS[decision.result]}
        </h2>
        <span className="keys" aria-hidden="true">
          <Kbd>J</Kbd>
          <Kbd>K</Kbd>
        </span>
        <Link className="btn ghost sm esc" href={close} scroll={false} prefetch={false} aria-label="Close">
          <Kbd>esc</Kbd>
        </Link>
      </div>
      <p className="s mid num" style={{ padding: '0 16px 10px' }}>
        {formatInstant(decision.at)} · <Time at={decision.at} now={now} />
      </p>
      <DecisionChain decision={decision} policy={policy} />
      <CallFacts decision={decision} />
      <div className="dg row wrap" style={{ gap: 8 }}>
        {actions}
      </div>
    </aside>
  )
}

const WORDS = { allowed: 'allowed', denied: 'denied', 'would-deny': 'allowed, would be denied' } as const
