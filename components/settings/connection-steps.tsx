import { Sha } from '@/components/ui/sha'
import { countOf } from '@/components/ui/format-number'
import { routes } from '@/lib/routes'

interface ConnectionStepsProps {
  readonly installation:
    | {
        readonly kind: 'installed'
        readonly slug: string
        readonly everywhere: boolean
        readonly url: string
      }
    | { readonly kind: string }
  readonly repository: string
  readonly branch: string
  readonly tip: string
  readonly commits: number
  readonly policies: number
  /** Policies that no engine loads as they are. */
  readonly unreadable: number
}

/** App, installation, mirror: what is real of each. */
export function ConnectionSteps(props: ConnectionStepsProps) {
  const { installation, repository, branch, tip, commits, policies, unreadable } = props
  const installed = 'slug' in installation ? installation : null
  return (
    <ol className="st3">
      <Step number={1} title="App on GitHub" done={installed !== null}>
        {installed === null ? (
          'What GitHub says about it is below.'
        ) : (
          <>
            <a href={installed.url} rel="noreferrer" className="mono">
              {installed.slug}
            </a>
            : reads, and writes with people’s own sign-in only.
          </>
        )}
      </Step>
      <Step number={2} title="Installed on the repository" done={installed !== null}>
        <span className="mono">{repository}</span>
        {installed !== null &&
          (installed.everywhere
            ? '. The installation covers all repositories of the account: one is enough.'
            : ', as chosen on GitHub.')}
      </Step>
      <Step number={3} title="Mirror" done>
        {countOf(commits, 'commit', 'commits')} on {branch}, now at{' '}
        <Sha sha={tip} href={routes.policies({ at: tip })} />. {countOf(policies, 'policy file')},{' '}
        {unreadable} with errors.
      </Step>
    </ol>
  )
}

function Step({
  number,
  title,
  done,
  children,
}: {
  number: number
  title: string
  done: boolean
  children: React.ReactNode
}) {
  return (
    <li>
      <span className={done ? 'no done' : 'no todo'} aria-hidden="true">
        {number}
      </span>
      <div className="grow">
        <b className="b">{title}</b>
        <p className="s mid">{children}</p>
      </div>
    </li>
  )
}
