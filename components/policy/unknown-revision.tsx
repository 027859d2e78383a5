import { HelpLink } from '@/components/ui/help-link'
import { BroughtBy } from '@/components/shell/brought-by'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import type { Bringer } from '@/lib/changes/find-bringer'
import { whyNothing, type NothingThere } from './why-nothing'

interface UnknownRevisionProps {
  /** What was asked for. */
  at: string
  answer: NothingThere
  /** The same page now. */
  now: string
  /** What a commit belongs to that the branch was never at, where that is known. */
  bringer?: Bringer | null
}

/** The address names a commit, branch or instant that Lockstep cannot show. */
export function UnknownRevision({ at, answer, now, bringer = null }: UnknownRevisionProps) {
  const { title, next } = whyNothing(answer)
  return (
    <>
      <PageHeader title="Nothing to show there" />
      <section className="panel">
        <PanelEmpty title={title} actions={<LinkButton href={now}>Show it now</LinkButton>}>
          The address asks for <span className="mono">{at.slice(0, 100)}</span>. {next}
          {bringer !== null && (
            <>
              {' '}
              It <BroughtBy bringer={bringer} />.
            </>
          )}{' '}
          <HelpLink topic="at-an-instant">What can be asked for</HelpLink>
        </PanelEmpty>
      </section>
    </>
  )
}
