import { spawn } from 'node:child_process'
import type { IncomingMessage } from 'node:http'
import { GIT_SETTINGS, gitEnvironment } from './run-git'

export interface BackendRequest {
  readonly searchPath: string | undefined
  /** Folder that holds the bare repositories. */
  readonly projectRoot: string
  /** Path below it, e.g. `/7.git/info/refs`. */
  readonly path: string
  readonly query: string
  readonly user: string
  readonly hooksPath: string
  /** What the update hook is told. */
  readonly hookEnvironment: Readonly<Record<string, string>>
}

export interface BackendAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const SETTINGS = [
  'http.receivepack=true',
  'uploadpack.allowAnySHA1InWant=true',
  'uploadpack.allowFilter=true',
  'receive.fsckObjects=true',
  'receive.autogc=false',
  'gc.auto=0',
].flatMap((setting) => ['-c', setting])

/** Runs `git http-backend` (CGI) for one request. `input`: the body when it was read already, else the request itself. */
export function runHttpBackend(
  request: IncomingMessage,
  options: BackendRequest,
  input: Buffer | IncomingMessage,
): Promise<BackendAnswer> {
  return new Promise((resolve, reject) => {
    const args = [...GIT_SETTINGS, ...SETTINGS, '-c', `core.hooksPath=${options.hooksPath}`, 'http-backend']
    const child = spawn('git', args, {
      env: environmentOf(request, options),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const stdout: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.resume()
    child.stdin.on('error', () => undefined) // a backend that refuses early is reported by its answer
    child.on('error', reject)
    child.on('close', () => resolve(readCgi(Buffer.concat(stdout))))
    if (Buffer.isBuffer(input)) child.stdin.end(input)
    else input.pipe(child.stdin)
  })
}

function environmentOf(request: IncomingMessage, options: BackendRequest): NodeJS.ProcessEnv {
  const header = (name: string): string => String(request.headers[name] ?? '')
  return {
    ...gitEnvironment(options.searchPath),
    ...options.hookEnvironment,
    GIT_PROJECT_ROOT: options.projectRoot,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: options.path,
    REQUEST_METHOD: request.method ?? 'GET',
    QUERY_STRING: options.query,
    CONTENT_TYPE: header('content-type'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: options.user,
    REMOTE_ADDR: '127.0.0.1',
  }
}

function readCgi(output: Buffer): BackendAnswer {
  const end = output.indexOf('\r\n\r\n')
  if (end === -1) return { status: 500, headers: {}, body: Buffer.alloc(0) }
  const headers: Record<string, string> = {}
  let status = 200
  for (const line of output.toString('latin1', 0, end).split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name === 'status') status = Number.parseInt(value, 10)
    else headers[name] = value
  }
  return { status, headers, body: output.subarray(end + 4) }
}
