import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { foundAcme } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'
import { parseEnvironment, type Environment } from '@/lib/env'
import { beginSignIn } from '@/lib/people/sign-in'
import { setLogLevel } from '@/lib/log'
import { openServer, provideServer, type Server } from '@/lib/server'
import { freshDatabase } from './fresh-database'

/** Where the server under test says that it is; nobody listens there, since tests call route handlers. */
export const TEST_URL = 'http://lockstep.test'

/** A server on a fresh database and a forge of its own with the company of forge/testing/acme.ts. */
export interface TestServer {
  readonly server: Server
  readonly forge: RunningForge
  /** Goes through the forge's account picker; returns the cookie header of the new session. */
  signIn(login: string): Promise<string>
  /** A request as a page of Lockstep sends it. */
  request(path: string, init?: RequestInit & { readonly cookie?: string }): Request
  close(): Promise<void>
}

/** Starts it and puts it in the process's place, so that route handlers and `server()` use it. */
export async function startTestServer(): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-server-'))
  setLogLevel('silent')
  const [forge, database] = await Promise.all([startForge(), freshDatabase()])
  await foundAcme(forge.forge)
  const server = await openServer(await environmentOf(forge, database.url, directory))
  provideServer(server)
  return {
    server,
    forge,
    signIn: (login) => signIn(server, forge, login),
    request,
    close: async () => {
      provideServer(undefined)
      await server.close()
      await Promise.all([forge.close(), database.drop()])
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const registered = z.object({
  id: z.number(),
  clientId: z.string(),
  clientSecret: z.string(),
  webhookSecret: z.string(),
  pem: z.string(),
})

/** Registers the app on a forge; returns the environment that a server with it starts from. `webhookUrl`: where its hooks go; left out, none are sent. */
export async function environmentOf(
  forge: RunningForge,
  database: string,
  directory: string,
  webhookUrl?: string,
): Promise<Environment> {
  const callbackUrl = `${TEST_URL}/api/auth/callback/forge`
  const input = { name: 'Lockstep', url: TEST_URL, callbackUrl, ...(webhookUrl && { webhookUrl }) }
  const answer = await forge.admin('/_admin/apps', input)
  const app = registered.parse(await answer.json())
  const key = join(directory, 'app.pem')
  await writeFile(key, app.pem, { mode: 0o600 })
  return parseEnvironment({
    LOCKSTEP_URL: TEST_URL,
    DATABASE_URL: database,
    SECRET_KEY: 'a-secret-key-of-the-tests-with-enough-characters',
    GITHUB_URL: forge.url,
    GITHUB_API_URL: `${forge.url}/api/v3`,
    GITHUB_APP_ID: String(app.id),
    GITHUB_PRIVATE_KEY_FILE: key,
    GITHUB_CLIENT_ID: app.clientId,
    GITHUB_CLIENT_SECRET: app.clientSecret,
    GITHUB_WEBHOOK_SECRET: app.webhookSecret,
    REPOSITORY: 'acme/policies',
    MIRROR_DIRECTORY: join(directory, 'mirror'),
    LOG_LEVEL: 'silent',
  })
}

function request(path: string, init: RequestInit & { readonly cookie?: string } = {}): Request {
  const { cookie, ...rest } = init
  const headers = new Headers(rest.headers)
  if (cookie !== undefined) headers.set('cookie', cookie)
  if (!headers.has('origin')) headers.set('origin', TEST_URL)
  return new Request(TEST_URL + path, { ...rest, headers })
}

async function signIn(server: Server, forge: RunningForge, login: string): Promise<string> {
  const begun = await beginSignIn(server, { headers: new Headers({ host: 'lockstep.test' }), next: '/fleet' })
  const picked = await pickAccount(forge, begun.headers.get('location') ?? '', login)
  const callback = new Request(picked, { headers: { cookie: cookiesOf(begun) } })
  const done = await server.authenticator.handler(callback)
  if (done.headers.get('location') !== `${TEST_URL}/fleet`) {
    throw new Error(`signing in as ${login} ended at ${done.headers.get('location')}`)
  }
  return cookiesOf(done)
}

/** Chooses an account on the forge's page as a browser would; returns where the forge sends the browser to. */
export async function pickAccount(
  forge: Pick<RunningForge, 'url'>,
  authorizeUrl: string,
  login: string,
): Promise<string> {
  const page = await fetch(authorizeUrl)
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const answer = await fetch(authorizeUrl, {
    method: 'POST',
    body: new URLSearchParams({ csrf, login }),
    headers: { cookie: cookiesOf(page), origin: forge.url },
    redirect: 'manual',
  })
  return answer.headers.get('location') ?? ''
}

/** The cookies that an answer sets, as a browser sends them back. */
export function cookiesOf(response: Response): string {
  const pairs = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ')
}
