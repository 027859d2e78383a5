import { redirect } from 'next/navigation'
import { roleAtLeast } from '@/lib/context'
import { routes } from '@/lib/routes'
import { requirePerson } from '@/lib/session'

/** Goes to the first page that the person may see. */
export default async function SettingsPage() {
  const ctx = await requirePerson()
  redirect(routes.settings(roleAtLeast(ctx.actor.role, 'admin') ? 'repository' : 'people'))
}
