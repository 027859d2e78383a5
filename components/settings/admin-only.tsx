import { HelpLink } from '@/components/ui/help-link'
import { ExternalButton, LinkButton } from '@/components/ui/button'
import { PanelEmpty } from '@/components/ui/panel'
import type { Role } from '@/lib/context'
import { routes } from '@/lib/routes'

interface AdminOnlyProps {
  /** What the page would show. */
  readonly what: string
  readonly role: Role
  /** The repository on the forge, where roles are given. */
  readonly forge: string
}

/** Stands where a page of the settings would be, for whoever is no administrator. */
export function AdminOnly({ what, role, forge }: AdminOnlyProps) {
  return (
    <section className="panel" aria-label={what}>
      <PanelEmpty
        title={`${what}: for administrators`}
        actions={
          <>
            <LinkButton href={routes.settings('people')}>What you may do</LinkButton>
            <ExternalButton href={forge}>Repository on GitHub</ExternalButton>
          </>
        }
      >
        This page needs admin on the repository; you have {role}. Roles are given on GitHub, by the admins of
        the repository, and count here within a minute. <HelpLink topic="roles">Who may do what</HelpLink>
      </PanelEmpty>
    </section>
  )
}
