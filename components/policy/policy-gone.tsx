import Link from 'next/link'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { LinkButton } from '@/components/ui/button'
import type { PolicyFile } from '@/lib/repository/get-policy'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'

interface PolicyGoneProps {
  file: Extract<PolicyFile, { kind: 'gone' }>
  commit: string
  now: Date
}

/** The path exists in the history, and not in this commit. */
export function PolicyGone({ file, commit, now }: PolicyGoneProps) {
  const { path, history } = file
  const last = history.versions.find(({ blob }) => blob !== null)
  const removal = history.versions.find(({ blob }) => blob === null)
  return (
    <>
      <PageHeader title={printable(path)} crumbs={[{ name: 'policies', href: routes.policies() }]} />
      <section className="panel">
        <PanelEmpty
          title={`Not in ${commit.slice(0, 7)}`}
          actions={
            last !== undefined && (
              <LinkButton href={routes.policy(path, { at: last.sha })}>Show its last version</LinkButton>
            )
          }
        >
          {removal === undefined ? (
            <>This commit does not have the file; others of the branch do.</>
          ) : (
            <>
              Removed by{' '}
              <Link href={routes.changeByCommit(removal.sha)} prefetch={false}>
                {removal.subject}
              </Link>
              , <Time at={removal.at} now={now} />.
            </>
          )}
        </PanelEmpty>
      </section>
    </>
  )
}
