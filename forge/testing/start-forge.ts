import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { issueToken } from '@/forge/access/tokens'
import { accountNamed } from '@/forge/access/find'
import { createForgeServer } from '@/forge/server'
import { openForge, type Forge } from '@/forge/open-forge'
import type { AppRow } from '@/forge/state/credentials'
import { publishedSchema, type PublishedSchema } from './published-schema'

export interface RunningForge {
  readonly forge: Forge
  readonly url: string
  readonly directory: string
  readonly schema: PublishedSchema
  /** A personal token. */
  token(login: string): string
  /** An Octokit that acts as a person; every answer it gets is checked against the published description. */
  as(login: string): Octokit
  /** The same with any `auth`, or none. */
  octokit(auth?: string): Octokit
  /** Acts with an app's own key, or as one of its installations. */
  asApp(app: Pick<AppRow, 'id' | 'privateKey'>, installationId?: number): Octokit
  admin(path: string, body?: unknown, method?: string): Promise<Response>
  close(): Promise<void>
}

export const ADMIN_TOKEN = 'admin-token-of-the-tests'

interface Options {
  readonly now?: () => Date
  readonly rateLimit?: number
  /** The folder of a forge that is closed, to begin with a copy of; without one it begins empty. */
  readonly like?: string
}

/** A forge that listens on a free port of 127.0.0.1 with a folder of its own. */
export async function startForge({ like, ...options }: Options = {}): Promise<RunningForge> {
  const directory = mkdtempSync(join(tmpdir(), 'forge-test-'))
  if (like !== undefined) cpSync(like, directory, { recursive: true })
  const forge = await openForge(directory)
  const faults: unknown[] = []
  const server = createForgeServer({
    ...options,
    core: forge.core,
    adminToken: ADMIN_TOKEN,
    report: (error) => faults.push(error),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${portOf(server.address())}`
  forge.core.origin.url = url
  const schema = publishedSchema()
  const token = (login: string): string =>
    issueToken(forge.core, { kind: 'ghp', accountId: accountNamed(forge.core, login).id, at: new Date() })
      .secret
  const octokit = (auth?: string): Octokit =>
    checked(new Octokit({ baseUrl: `${url}/api/v3`, auth, log: SILENT }), schema)
  return {
    forge,
    url,
    directory,
    schema,
    token,
    octokit,
    as: (login) => octokit(token(login)),
    asApp: ({ id, privateKey }, installationId) => {
      const auth = { appId: id, privateKey, ...(installationId === undefined ? {} : { installationId }) }
      const client = new Octokit({ baseUrl: `${url}/api/v3`, authStrategy: createAppAuth, auth, log: SILENT })
      return checked(client, schema)
    },
    admin: (path, body, method = 'POST') =>
      fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async close() {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      forge.close()
      rmSync(directory, { recursive: true, force: true })
      if (faults.length > 0) throw new AggregateError(faults, 'the forge had bugs')
    },
  }
}

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}

/** Makes every call fail whose answer is not as GitHub publishes it. */
function checked(octokit: Octokit, schema: PublishedSchema): Octokit {
  octokit.hook.wrap('request', async (request, options) => {
    const check = (status: number, data: unknown): void => {
      const problems = schema.problemsOf(
        options.method,
        options.url.replace(/^https?:\/\/[^/]+\/api\/v3|\?.*$/g, ''),
        status,
        data,
      )
      if (problems.length > 0) throw new Error(problems.join('\n'))
    }
    try {
      const response = await request(options)
      check(response.status, response.data)
      return response
    } catch (error) {
      const { status, data } = refusalOf(error)
      // A failure of the server itself may come from any route, and is published for few.
      if (status >= 400 && status < 500) check(status, data)
      throw error
    }
  })
  return octokit
}

/** Octokit's request errors carry the answer. */
function refusalOf(error: unknown): { status: number; data: unknown } {
  if (!(error instanceof Error) || !('status' in error) || !('response' in error))
    return { status: 0, data: null }
  const response = error.response as { data?: unknown } | undefined
  return { status: Number(error.status), data: response?.data }
}

/** A listening TCP server has an address with a port. */
function portOf(address: string | AddressInfo | null): number {
  return (address as AddressInfo).port
}
