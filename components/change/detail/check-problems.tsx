import Link from 'next/link'
import { HelpLink } from '@/components/ui/help-link'
import { Glyph } from '@/components/ui/glyph'
import { Icon } from '@/components/ui/icon'
import type { CheckProblem } from '@/lib/changes/check-problems'
import type { HelpTopic } from '@/lib/help-topics'
import { printable } from '@/lib/policy/describe/sentence'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { routes } from '@/lib/routes'

/** Where the policies of a change are to be read as it leaves them. */
export interface ChangeHead {
  /** The folder of the policies. */
  readonly root: string
  readonly commit: string
}

interface CheckProblemsProps {
  readonly problems: readonly CheckProblem[]
  readonly head: ChangeHead
}

/** The others are behind a line. */
const FEW = 3

/** Where something is wrong and what: each leads to its line, and to what is known about its kind. */
export function CheckProblems({ problems, head }: CheckProblemsProps) {
  if (problems.length === 0) return null
  const rest = problems.slice(FEW)
  return (
    <>
      <Rows problems={problems.slice(0, FEW)} head={head} />
      {rest.length > 0 && (
        <details className="fd ckm">
          <summary>
            <Icon name="right" /> {rest.length} more
          </summary>
          <Rows problems={rest} head={head} />
        </details>
      )}
    </>
  )
}

function Rows({ problems, head }: CheckProblemsProps) {
  return (
    <ul className="s ckp">
      {problems.map((problem, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- two on one line may say the same; the list never changes in place
        <li key={index}>
          <Glyph name={problem.severity === 'error' ? 'failed' : 'note'} label={problem.severity} size={12} />
          <p>
            <Place problem={problem} head={head} />:{' '}
            <span className="mid">{problem.message.split('\n').map(printable).join(' ')}</span>{' '}
            <HelpLink topic={topicOf(problem)}>{problem.rule ?? 'What to do'}</HelpLink>
          </p>
        </li>
      ))}
    </ul>
  )
}

function Place({ problem: { path, line, part }, head }: { problem: CheckProblem; head: ChangeHead }) {
  const policy = relativeToRoot(path, head.root)
  const words = `${printable(policy ?? path)}${part === 'tests' ? ', its tests' : ''}${line === null ? '' : `, line ${line}`}`
  if (policy === null) return words
  const at = head.commit
  const href =
    part === 'tests'
      ? routes.policy(policy, { at, case: line ?? undefined })
      : `${routes.policy(policy, { at, view: 'yaml' })}${line === null ? '' : `#L${line}`}`
  return (
    <Link href={href} prefetch={false}>
      {words}
    </Link>
  )
}

function topicOf({ part, rule }: CheckProblem): HelpTopic {
  if (rule !== null) return `lint/${rule}`
  return part === 'tests' ? 'policy-tests' : 'policy-refused'
}
