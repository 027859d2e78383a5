import Link from 'next/link'
import type { DecisionDetail } from '@/lib/decisions/get-decision'
import type { SeenShapes } from '@/lib/decisions/seen-shapes'
import { isEvidenceLevel } from '@/components/ui/evidence-bars'
import { EvidenceLink } from '@/components/ui/evidence-link'
import { formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import { RecordedValues } from './recorded-values'
import { sayNoAgent } from './say-no-agent'

interface CallCardProps {
  readonly decision: DecisionDetail
  /** Path of the policy below the root. */
  readonly policy: string
  readonly seen: SeenShapes
  /** Where the decision is. */
  readonly back: string
}

/** One call of the log as it is needed beside an edit: what it was, what decided it, and how many are like it. */
export function CallCard({ decision, policy, seen, back }: CallCardProps) {
  const { tool, result, at, proxy, evidence, agent, argKeys, args } = decision
  return (
    <Panel
      title="The call"
      more={
        <Link href={back} prefetch={false}>
          Back to the decision
        </Link>
      }
    >
      <p className="row callw">
        <Glyph name={result === 'allowed' ? 'allowed' : 'denied'} label={null} />
        <span>
          <b className="mono">{printable(tool)}</b> {WORDS[result]}
        </span>
      </p>
      <dl className="dl">
        <dt>When</dt>
        <dd className="num">{formatInstant(at)}</dd>
        <dt>Proxy</dt>
        <dd className="row wrap">
          {proxy === null ? (
            'unmatched'
          ) : (
            <Link href={routes.proxy(proxy)} prefetch={false}>
              {proxy}
            </Link>
          )}
          {isEvidenceLevel(evidence) && <EvidenceLink level={evidence} />}
        </dd>
        <dt>Rule</dt>
        <dd>
          <DecidingRule decision={decision} policy={policy} />
        </dd>
        <dt>Agent</dt>
        <dd>
          {agent === null ? (
            <span className="mid">{sayNoAgent(evidence)}</span>
          ) : (
            <>
              {printable(agent)} <span className="dim">as its MCP client says</span>
            </>
          )}
        </dd>
        <dt>Argument keys</dt>
        <dd>
          <ArgumentKeys keys={argKeys} />
        </dd>
        <dt>Values</dt>
        <dd>
          <RecordedValues args={args} argKeys={argKeys} />
        </dd>
        <dt>Like it</dt>
        <dd>{sayLikeIt(tool, argKeys, seen)}</dd>
      </dl>
    </Panel>
  )
}

const WORDS = { allowed: 'allowed', denied: 'denied', 'would-deny': 'allowed, would be denied' } as const

function DecidingRule({ decision, policy }: Pick<CallCardProps, 'decision' | 'policy'>) {
  const { rule, decidedBy, commit, result } = decision
  if (rule === null) return result === 'allowed' ? 'none denied it' : 'the log names none'
  if (decidedBy === null) return printable(rule)
  const query = { view: 'yaml', ...(commit === null ? {} : { at: commit.sha }) }
  return (
    <>
      <Link href={`${routes.policy(policy, query)}#L${decidedBy.line}`} prefetch={false}>
        {printable(rule)}
      </Link>
      , line {decidedBy.line}
    </>
  )
}

function ArgumentKeys({ keys }: { keys: readonly string[] | null }) {
  if (keys === null) return 'not recorded'
  if (keys.length === 0) return 'none'
  return (
    <span className="row wrap" style={{ gap: 4 }}>
      {keys.map((key) => (
        <span key={key} className="chip mono">
          {printable(key)}
        </span>
      ))}
    </span>
  )
}

/** "97 calls of create_coupon in 7 days, all denied; of the 90 newest with known keys, 26 with these." */
function sayLikeIt(
  tool: string,
  keys: readonly string[] | null,
  { days, calls, denied, shapes }: SeenShapes,
): string {
  const answers =
    denied === 0 ? 'none denied' : denied === calls ? 'all denied' : `${formatCount(denied)} denied`
  const all = `${formatCount(calls)} ${calls === 1 ? 'call' : 'calls'} of ${printable(tool)} in ${days} days, ${answers}`
  const known = shapes.reduce((sum, shape) => sum + shape.calls, 0)
  if (keys === null || known === 0) return all
  const own = [...new Set(keys)].sort().join('\n')
  const same = shapes.find((shape) => [...shape.keys].sort().join('\n') === own)?.calls ?? 0
  return `${all}; of the ${formatCount(known)} newest with known keys, ${formatCount(same)} with these`
}
