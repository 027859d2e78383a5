import Link from 'next/link'
import { Panel } from '@/components/ui/panel'
import { routes } from '@/lib/routes'

/** What a draft of `.lockstep.yaml` changes, and when. */
export function SettingsNote() {
  return (
    <Panel title="Settings of the repository">
      <p className="s pad">
        Where policies lie, which ref each environment follows and how long it may take, who is pinned, who
        reviews emergencies. They count from the merge on, for every proxy.{' '}
        <Link href={`${routes.docs('github')}#the-file-lockstepyaml`} prefetch={false}>
          Every setting
        </Link>
      </p>
    </Panel>
  )
}
