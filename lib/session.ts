import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { cache } from 'react'
import { roleAtLeast, type Context, type PersonActor, type Role } from './context'
import { ADDRESS_HEADER } from './http/page-headers'
import { requestIdOf } from './http/request-id'
import { identifyPerson, type PersonAnswer } from './people/identify-person'
import { routes } from './routes'
import { server } from './server'

/** Who looks at the page, asked once per request. */
export const currentPerson = cache(async (): Promise<PersonAnswer> => {
  const [given, { authenticator, database, app, repository }] = await Promise.all([headers(), server()])
  const parts = { authenticator, database, app, repositoryId: repository.id }
  return identifyPerson(parts, { headers: given, requestId: requestIdOf(given), now: new Date() })
})

/**
 * The context of a page that needs somebody with at least `role`. Sends the signed-out to sign in and back here; whoever
 * has no role, or too low a one, gets `app/forbidden.tsx` with status 403.
 */
export async function requirePerson(role: Role = 'read'): Promise<Context<PersonActor>> {
  const person = await currentPerson()
  if (person.kind === 'signed-out') redirect(routes.signin({ next: await currentAddress() }))
  if (person.kind === 'unreachable') redirect(routes.signin({ problem: 'unreachable' }))
  if (person.kind === 'no-role' || !roleAtLeast(person.ctx.actor.role, role)) forbidden()
  return person.ctx
}

/** Path and query of the page as the browser asked for it. */
export async function currentAddress(): Promise<string> {
  return (await headers()).get(ADDRESS_HEADER) ?? routes.overview()
}
