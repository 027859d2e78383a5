import type { Environment } from '@/lib/env'
import { RequestError } from '@/lib/errors'
import { routes } from '@/lib/routes'
import { PROVIDER, type Authenticator } from './authenticator'
import { localPath } from './local-path'

interface SignInServer {
  readonly authenticator: Authenticator
  readonly environment: Pick<Environment, 'LOCKSTEP_URL'>
}

/** Sends a browser to the forge, with a cookie that binds the answer to it. `next`: where to come back to. */
export async function beginSignIn(
  { authenticator, environment }: SignInServer,
  request: { readonly headers: Headers; readonly next: string | undefined },
): Promise<Response> {
  const at = (path: string) => environment.LOCKSTEP_URL + path
  const next = localPath(request.next)
  const body = {
    provider: PROVIDER,
    callbackURL: at(next),
    errorCallbackURL: at(routes.signin({ next, problem: 'failed' })),
    disableRedirect: true,
  }
  const { response, headers } = await authenticator.api.signInSocial({
    body,
    headers: request.headers,
    returnHeaders: true,
  })
  if (!('url' in response) || response.url === undefined) {
    throw new RequestError('internal', 'Signing in could not be begun; try again.')
  }
  return seeOther(response.url, headers)
}

/** Ends the session of the cookie and sends the browser to the sign-in page. Signing out twice does no harm. */
export async function signOut(
  { authenticator, environment }: SignInServer,
  request: { readonly headers: Headers },
): Promise<Response> {
  const { headers } = await authenticator.api.signOut({ headers: request.headers, returnHeaders: true })
  return seeOther(environment.LOCKSTEP_URL + routes.signin(), headers)
}

function seeOther(location: string, cookies: Headers): Response {
  const headers = new Headers({ location })
  for (const cookie of cookies.getSetCookie()) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}
