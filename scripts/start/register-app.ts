import { z } from 'zod'
import { apiRoutes } from '@/lib/routes'
import { writeAtomically } from '../processes/write-atomically'
import type { DataFolder } from './data-folder'
import type { RunningForge } from './forge'
import { readSecrets, writeSecrets, type Secrets } from './secrets'

const created = z.object({
  id: z.number(),
  slug: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  webhookSecret: z.string(),
  pem: z.string(),
})

/** Where the sign-in library takes the forge's answer; it names the path after the provider. */
const CALLBACK = '/api/auth/callback/forge'

/**
 * Makes the forge know the app at `url`. The first time it registers and keeps the secrets; later it only tells the present address, so that
 * sessions and installations stay valid. A forge that forgot the app (its folder was removed) gets a new registration.
 */
export async function registerApp(
  folder: DataFolder,
  forge: RunningForge,
  url: string,
): Promise<Required<Secrets>> {
  const secrets = readSecrets(folder.secrets)
  const addresses = {
    name: 'Lockstep',
    url,
    callbackUrl: url + CALLBACK,
    webhookUrl: url + apiRoutes.webhook(),
  }
  const known = secrets.app
  if (known !== undefined) {
    const updated = await call(forge, 'PUT', `/_admin/apps/${encodeURIComponent(known.slug)}`, addresses)
    if (updated.status !== 404) return { ...secrets, app: known }
  }
  const answer = await call(forge, 'POST', '/_admin/apps', addresses)
  const { pem, ...app } = created.parse(await answer.json())
  writeAtomically(folder.privateKey, pem, 0o600)
  writeSecrets(folder.secrets, { ...secrets, app })
  return { ...secrets, app }
}

async function call(
  forge: RunningForge,
  method: 'POST' | 'PUT',
  path: string,
  body: object,
): Promise<Response> {
  const answer = await fetch(forge.url + path, {
    method,
    headers: { authorization: `Bearer ${forge.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (answer.ok || (method === 'PUT' && answer.status === 404)) return answer
  throw new Error(`the forge answered ${answer.status} to ${method} ${path}: ${await answer.text()}`)
}
