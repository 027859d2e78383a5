import Link from 'next/link'
import { Panel } from '@/components/ui/panel'
import { Digest, Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

interface DecisionChainProps {
  readonly decision: {
    readonly at: Date
    readonly tool: string
    readonly result: string
    readonly rule: string | null
    readonly message: string | null
    readonly proxy: string | null
    readonly sha256: string | null
    readonly agent: string | null
    readonly argKeys: readonly string[] | null
    readonly decidedBy: { readonly line: number; readonly lastLine: number; readonly text: string } | null
    readonly commit: { readonly sha: string } | null
    readonly change: {
      readonly number: number
      readonly title: string
      readonly approvedBy: readonly string[]
      readonly mergedBy: string | null
    } | null
  }
  /** Path of the policy below the root; null while the proxy is not known. */
  readonly policy: string | null
  readonly close: string
  readonly now: Date
}

/** Why a call was answered so: decision → rule → lines → commit → pull request → approver. */
export function DecisionChain({ decision, policy, close, now }: DecisionChainProps) {
  const { decidedBy, commit, change } = decision
  return (
    <Panel
      title={<span className="mono">{decision.tool}</span>}
      note={decision.result}
      more={
        <Link href={close} scroll={false} prefetch={false}>
          Close
        </Link>
      }
    >
      <dl className="kv pad">
        <dt>When</dt>
        <dd>
          <Time at={decision.at} now={now} show="instant" />
        </dd>
        <dt>Proxy</dt>
        <dd>
          {decision.proxy === null ? (
            'unmatched'
          ) : (
            <Link href={routes.proxy(decision.proxy)} prefetch={false}>
              {decision.proxy}
            </Link>
          )}
        </dd>
        <dt>Rule</dt>
        <dd>{decision.rule ?? 'not named by the log'}</dd>
        {decision.message !== null && (
          <>
            <dt>Message</dt>
            <dd>{decision.message}</dd>
          </>
        )}
        <dt>Agent</dt>
        <dd>{decision.agent ?? 'not known: Intercept does not log it'}</dd>
        <dt>Arguments</dt>
        <dd>
          {decision.argKeys === null ? 'keys not recorded' : decision.argKeys.join(', ') || 'none'}
          <div className="s dim">values not recorded</div>
        </dd>
        <dt>Policy</dt>
        <dd>
          {policy === null ? 'not known' : <PolicyLink policy={policy} commit={commit?.sha} />}
          {decision.sha256 !== null && (
            <div className="s mid">
              <Digest sha256={decision.sha256} />
            </div>
          )}
        </dd>
        {decidedBy !== null && (
          <>
            <dt>Lines</dt>
            <dd>
              {decidedBy.line}–{decidedBy.lastLine}
              <pre className="mono s" style={{ whiteSpace: 'pre-wrap', margin: '4px 0 0' }}>
                {decidedBy.text}
              </pre>
            </dd>
          </>
        )}
        <dt>Commit</dt>
        <dd>{commit === null ? 'in no commit of the branch' : <Sha sha={commit.sha} copy />}</dd>
        <dt>Change</dt>
        <dd>
          {change === null ? (
            'no pull request is known'
          ) : (
            <Link href={routes.change(change.number)} prefetch={false}>
              #{change.number} {change.title}
            </Link>
          )}
        </dd>
        <dt>Approved by</dt>
        <dd>{approvers(change)}</dd>
      </dl>
    </Panel>
  )
}

function PolicyLink({ policy, commit }: { policy: string; commit: string | undefined }) {
  return (
    <Link href={routes.policy(policy, commit === undefined ? {} : { at: commit })} prefetch={false}>
      {policy}
    </Link>
  )
}

function approvers(change: DecisionChainProps['decision']['change']): string {
  if (change === null) return 'not known'
  if (change.approvedBy.length > 0) return change.approvedBy.map((login) => `@${login}`).join(', ')
  return change.mergedBy === null ? 'nobody' : `nobody; merged by @${change.mergedBy}`
}
