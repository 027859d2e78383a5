import Link from 'next/link'
import { CodeExcerpt } from '@/components/ui/code/code-excerpt'
import { Glyph } from '@/components/ui/glyph'
import { Icon } from '@/components/ui/icon'
import { Sha } from '@/components/ui/sha'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'

export interface DecisionChainProps {
  readonly decision: {
    readonly tool: string
    readonly result: 'allowed' | 'denied' | 'would-deny'
    readonly rule: string | null
    readonly attributed: boolean
    readonly message: string | null
    readonly decidedBy: {
      readonly line: number
      readonly lastLine: number
      readonly text: string
      readonly reading: string
    } | null
    /** Of the content that ran; null when that is not known. */
    readonly sha256: string | null
    readonly commit: { readonly sha: string } | null
    readonly change: {
      readonly number: number
      readonly title: string
      readonly draftedBy: string
      /** As recorded at the merge; null while that was not read. */
      readonly approvedBy: readonly string[] | null
      readonly mergedBy: string | null
    } | null
  }
  /** Path of the policy below the root; null while the proxy is not known. */
  readonly policy: string | null
}

/** Why a call was answered so: what was said → rule → lines → commit → pull request → approver. */
export function DecisionChain({ decision, policy }: DecisionChainProps) {
  const { message, commit, change, sha256 } = decision
  return (
    <div className="dg">
      <h3>Why</h3>
      <ol className="chain">
        {message !== null && (
          <li>
            <Glyph name="denied" size={12} label={null} />
            <div>
              {decision.result === 'denied' ? 'The agent was told' : 'The agent would have been told'}
              <p className="mono s">{printable(message)}</p>
            </div>
          </li>
        )}
        <li>
          <Glyph name="conditions" size={12} label={null} />
          <RuleStep decision={decision} policy={policy} />
        </li>
        <li>
          <Icon name="file" />
          <PolicyStep decision={decision} policy={policy} />
        </li>
        <li>
          <Glyph name="merged" size={12} tone="mid" label={null} />
          <div className="row wrap" style={{ gap: '6px 8px' }}>
            {commit === null ? sayNoCommit(sha256, policy) : <Sha sha={commit.sha} copy />}
            {change === null ? (
              commit !== null && <p className="s mid">no pull request is known</p>
            ) : (
              <Link href={routes.change(change.number)} prefetch={false}>
                #{change.number} {printable(change.title)}
              </Link>
            )}
          </div>
        </li>
        <li>
          <Glyph name="passed" size={12} label={null} />
          <div>
            {approvers(change)}
            {change !== null && <p className="s mid">drafted by @{change.draftedBy}</p>}
          </div>
        </li>
      </ol>
    </div>
  )
}

/** Only of content that is known, and of a file that is, can it be said that no commit has it. */
function sayNoCommit(sha256: string | null, policy: string | null): string {
  if (sha256 === null) return 'Commit not known: nothing tells which content ran'
  if (policy === null) return 'Commit not known: no proxy is matched to this log'
  return 'In no commit: the branch never had this content in this file'
}

function RuleStep({
  decision: { rule, attributed, tool, decidedBy, commit, result },
  policy,
}: DecisionChainProps) {
  if (rule === null) {
    return (
      <div>
        {result === 'allowed' ? 'No rule denied it' : 'The log names no rule'}
        {result !== 'allowed' && (
          <p className="s mid">The default of the policy, or a rule that Intercept does not name.</p>
        )}
      </div>
    )
  }
  const at = commit === null ? {} : { at: commit.sha }
  return (
    <div>
      Rule{' '}
      {policy === null ? (
        <b className="b">{printable(rule)}</b>
      ) : (
        <Link href={routes.policy(policy, { ...at, tool })} prefetch={false}>
          <b className="b">{printable(rule)}</b>
        </Link>
      )}
      {attributed && <span className="s dim"> by message</span>}
      {decidedBy !== null && <p className="s mid">{decidedBy.reading}</p>}
    </div>
  )
}

function PolicyStep({ decision: { decidedBy, commit }, policy }: DecisionChainProps) {
  if (policy === null) return <div>Policy not known: no proxy is matched to this log</div>
  const at = commit === null ? {} : { at: commit.sha }
  const lines = decidedBy === null ? '' : `#L${decidedBy.line}-L${decidedBy.lastLine}`
  const href = routes.policy(policy, { ...at, ...(decidedBy === null ? {} : { view: 'yaml' }) }) + lines
  return (
    <div>
      <Link href={href} prefetch={false}>
        {printable(policy)}
        {decidedBy !== null && `:${decidedBy.line}–${decidedBy.lastLine}`}
      </Link>
      {decidedBy !== null && (
        <div className="yy">
          <CodeExcerpt
            label="The rule as it ran"
            lines={decidedBy.text.split('\n').map(printable)}
            first={decidedBy.line}
          />
        </div>
      )}
    </div>
  )
}

function approvers(change: DecisionChainProps['decision']['change']): string {
  if (change === null) return 'Approved by nobody that is known'
  const { approvedBy, mergedBy } = change
  if (approvedBy === null) return 'Approvals not read from GitHub yet'
  const merged = approvedBy.length > 0 || mergedBy === null ? '' : `; merged by @${mergedBy}`
  return `Approved by ${approvedBy.map((login) => `@${login}`).join(', ') || 'nobody'}${merged}`
}
