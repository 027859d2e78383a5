import { HelpLink } from '@/components/ui/help-link'
import { formatBytes } from '@/components/ui/format-number'
import { Panel, PanelError } from '@/components/ui/panel'
import { printable } from '@/lib/policy/describe/sentence'
import type { PolicyContent, PolicyProblem } from '@/lib/repository/read-policy'

/** Why nothing can be read out: Intercept's words, line by line. */
export function RefusedPolicy({
  problems,
  canLoad,
}: {
  problems: readonly PolicyProblem[]
  canLoad: boolean
}) {
  return (
    <Panel title="What an agent may do" note="not known: Intercept refuses this file">
      <PanelError
        title={
          canLoad ? 'Intercept loads this file and refuses what it says' : 'Intercept cannot load this file'
        }
      >
        A proxy that gets it keeps the version it has, and a proxy that starts with it does not start. Mend
        the lines below. <HelpLink topic="policy-refused" />
      </PanelError>
      <ul className="rows s">
        {problems.map((problem) => (
          <li key={`${problem.line}:${problem.message}`}>
            <a href={`#L${problem.line}`}>line {problem.line}</a>{' '}
            <span className="mono">{problem.message.split('\n').map(printable).join(' ')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

type Unreadable =
  | Extract<PolicyContent, { kind: 'too-large' | 'binary' | 'missing' }>
  | { kind: 'symlink' | 'submodule' | 'tree' }

/** What is at the path is no text that could be a policy. */
export function UnreadablePolicy({ content }: { content: Unreadable }) {
  const { title, next } = wordsOf(content)
  return (
    <Panel title="What an agent may do" note="not known">
      <PanelError title={title}>
        {next} <HelpLink topic="policy-refused" />
      </PanelError>
    </Panel>
  )
}

function wordsOf(content: Unreadable): { title: string; next: string } {
  switch (content.kind) {
    case 'too-large':
      return {
        title: `The file has ${formatBytes(content.size)}; Lockstep reads policies up to 1 MB`,
        next: 'It is not parsed and not shown here. Divide it, or look at it on GitHub.',
      }
    case 'binary':
      return {
        title: 'This is not a text file',
        next: `Its ${formatBytes(content.size)} hold bytes that no YAML has. Replace it, or give it another ending than .yaml.`,
      }
    case 'symlink':
      return {
        title: 'This is a symbolic link',
        next: 'Lockstep and its proxies never follow links out of a repository. Put the policy itself here.',
      }
    case 'submodule':
      return { title: 'This is a submodule', next: 'Its content is in another repository and is not read.' }
    case 'tree':
      return { title: 'This is a folder', next: 'Choose a policy in it.' }
    default:
      return {
        title: 'Our copy of the repository does not hold this content',
        next: 'The next fetch from GitHub brings it; reload in a minute.',
      }
  }
}
