import { ExternalButton } from '@/components/ui/button'
import { Note } from '@/components/ui/note'
import { PageHeader } from '@/components/ui/page-header'
import { routes } from '@/lib/routes'
import { KeepFresh } from './keep-fresh-client'

interface NotSeenProps {
  readonly number: number
  /** The pull request on GitHub. */
  readonly github: string
}

/** A pull request that was just opened from a draft, while GitHub gives no answer about it. */
export function NotSeen({ number, github }: NotSeenProps) {
  return (
    <>
      <PageHeader
        title={`Change #${number}`}
        crumbs={[{ name: 'Changes', href: routes.changes() }]}
        here={`#${number}`}
        actions={<ExternalButton href={github}>Open on GitHub</ExternalButton>}
      />
      <Note glyph="waiting" title="The pull request is open, and Lockstep has not seen it yet.">
        GitHub gave no answer about it since it was submitted. It is asked again while this page is open.
      </Note>
      <KeepFresh number={number} />
    </>
  )
}
