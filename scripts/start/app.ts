import { join } from 'node:path'
import { ORGANISATION, REPOSITORY } from '@/forge/seed/accounts'
import { CLI_FILE } from '../build-cli'
import { plainEnvironment } from '../processes/environment'
import type { RunFile } from '../processes/run-file'
import { Supervised } from '../processes/supervise'
import type { DataFolder } from './data-folder'
import type { Secrets } from './secrets'

const PATIENCE_MS = 60_000

/**
 * How long the app keeps an idle connection: longer than clients and balancers do, which mostly give up after a minute. With Node's five
 * seconds a request can meet a connection that is just being closed, which a balancer answers with 502.
 */
export const KEEP_ALIVE_MS = 75_000

/** What the app needs to know; docs/configuration.md describes each. */
export interface AppSettings {
  folder: DataFolder
  /** With server.js in it. */
  build: string
  port: number
  url: string
  databaseUrl: string
  forgeUrl: string
  secrets: Required<Secrets>
}

/** The app's whole environment: secrets travel here and never in arguments, which every user can list. */
export function appEnvironment(settings: AppSettings): NodeJS.ProcessEnv {
  const { folder, secrets } = settings
  return plainEnvironment('production', {
    HOSTNAME: '127.0.0.1',
    PORT: String(settings.port),
    // Read by Next's server; the image says the same (Dockerfile).
    KEEP_ALIVE_TIMEOUT: String(KEEP_ALIVE_MS),
    LOCKSTEP_URL: settings.url,
    DATABASE_URL: settings.databaseUrl,
    SECRET_KEY: secrets.secretKey,
    GITHUB_URL: settings.forgeUrl,
    GITHUB_API_URL: `${settings.forgeUrl}/api/v3`,
    GITHUB_APP_ID: String(secrets.app.id),
    GITHUB_PRIVATE_KEY_FILE: folder.privateKey,
    GITHUB_CLIENT_ID: secrets.app.clientId,
    GITHUB_CLIENT_SECRET: secrets.app.clientSecret,
    GITHUB_WEBHOOK_SECRET: secrets.app.webhookSecret,
    REPOSITORY: `${ORGANISATION.login}/${REPOSITORY}`,
    MIRROR_DIRECTORY: folder.mirror,
    CLI_FILE,
  })
}

/**
 * Room for young objects, in MB: in Node's own 16 the rows of a batch of decisions are copied several times before they are let go, and
 * to read and prepare one takes half as long again. The process may grow by three times as much.
 */
const YOUNG_MB = 64

/** The app, not started yet. */
export function superviseApp(
  settings: AppSettings,
  runFile: RunFile,
  say: (line: string) => void,
): Supervised {
  const program = {
    name: 'The app',
    file: process.execPath,
    // The image does the same (Dockerfile).
    args: [`--max-semi-space-size=${YOUNG_MB}`, join(settings.build, 'server.js')],
    cwd: settings.build,
    env: appEnvironment(settings),
    log: join(settings.folder.logs, 'app.log'),
  }
  return new Supervised(program, runFile, say)
}

/** Starts it and waits until it says that it is ready. */
export async function startApp(app: Supervised, url: string): Promise<void> {
  await app.start(() => isReady(`${url}/readyz`), PATIENCE_MS)
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).status === 200
  } catch {
    // Not listening yet, or too busy to answer.
    return false
  }
}
