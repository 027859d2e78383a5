import type { ReactNode } from 'react'
import { SettingsNav } from '@/components/settings/settings-nav'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { roleAtLeast } from '@/lib/context'
import { routes } from '@/lib/routes'
import { requirePerson } from '@/lib/session'

/** The frame of the settings. Each page decides for itself who may see it. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const ctx = await requirePerson()
  return (
    <>
      <PageHeader title="Settings" actions={<LinkButton href={routes.audit()}>Audit trail</LinkButton>}>
        For this installation. What is about policy lives in git, in{' '}
        <span className="mono">.lockstep.yaml</span> of the repository, and is shown here with its line.
      </PageHeader>
      <div className="stl0">
        <SettingsNav administers={roleAtLeast(ctx.actor.role, 'admin')} />
        <div className="stack">{children}</div>
      </div>
    </>
  )
}
