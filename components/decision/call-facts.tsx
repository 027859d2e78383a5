import Link from 'next/link'
import { CopyButton } from '@/components/ui/copy-button'
import { isEvidenceLevel } from '@/components/ui/evidence-bars'
import { EvidenceLink } from '@/components/ui/evidence-link'
import { formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { Digest } from '@/components/ui/sha'
import type { RecordedArguments } from '@/lib/decisions/event-rest'
import type { DecisionRow } from '@/lib/decisions/list-decisions'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import { RecordedValues } from './recorded-values'
import { sayNoAgent } from './say-no-agent'

export interface CallFactsProps {
  readonly decision: {
    readonly id: string
    readonly result: DecisionRow['result']
    readonly proxy: string | null
    readonly evidence: number
    readonly sha256: string | null
    readonly agent: string | null
    readonly argsHash: string | null
    readonly argKeys: readonly string[] | null
    readonly args: RecordedArguments | null
    readonly told: string | null
    readonly receivedAt: Date
  }
}

/** What is known of the call itself, and where the log has it from. */
export function CallFacts({ decision }: CallFactsProps) {
  const { result, proxy, evidence, sha256, agent, argsHash, argKeys, args, told } = decision
  return (
    <div className="dg">
      <h3>Call</h3>
      <dl className="kv">
        <dt>Proxy</dt>
        <dd>
          {proxy === null ? (
            'unmatched'
          ) : (
            <Link href={routes.proxy(proxy)} prefetch={false}>
              {proxy}
            </Link>
          )}
        </dd>
        <dt>Running</dt>
        <dd className="row wrap">
          {sha256 === null ? 'not known' : <Digest sha256={sha256} copy />}
          {isEvidenceLevel(evidence) && <EvidenceLink level={evidence} />}
        </dd>
        <dt>Agent</dt>
        <dd>{agent === null ? <span className="mid">{sayNoAgent(evidence)}</span> : printable(agent)}</dd>
        <dt>Arguments</dt>
        <dd>
          {argKeys === null ? (
            'keys not recorded'
          ) : (
            <span className="mono">{argKeys.map(printable).join(', ') || 'none'}</span>
          )}
          {argsHash !== null && <div className="s dim">sha256 {argsHash.slice(0, 8)}…</div>}
        </dd>
        <dt>Values</dt>
        <dd>
          <RecordedValues args={args} argKeys={argKeys} />
        </dd>
        {told !== null && (
          <>
            <dt>Its id</dt>
            <dd>
              <span className="mono">{told}</span> <CopyButton text={told} label="the id of the decision" />
              {result === 'denied' && <div className="s dim">told to the agent with the denial</div>}
            </dd>
          </>
        )}
        <dt>In the log</dt>
        <dd className="num">
          byte {formatCount(Number(decision.id.split('-')[2] ?? 0))}, received{' '}
          {formatInstant(decision.receivedAt)}
        </dd>
      </dl>
    </div>
  )
}
