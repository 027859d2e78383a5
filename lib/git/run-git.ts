import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { GitError, errorOf } from './git-error'

// Whoever runs git through this file alone (the connector) must be able to tell its errors apart.

/**
 * The only place that starts git. No shell; the environment is replaced, so that neither the machine's configuration
 * nor its variables (GIT_DIR, GIT_SSH_COMMAND, LD_PRELOAD, …) reach it; hooks, credential helpers, prompts,
 * redirects and every transport that is not asked for are off. Sources: git(1), git-config(1), gitprotocol-common(5).
 */

/** A header for one origin. It travels in the environment: never in arguments, addresses or files. */
export interface GitCredential {
  /** Address of the remote; the header is sent to its origin only. */
  readonly url: string
  /** Value of the Authorization header. */
  readonly authorization: string
}

export type GitProtocol = 'https' | 'http' | 'file'

export interface GitCommand {
  /** Absolute path of the bare repository; without it git runs outside any. */
  readonly gitDir?: string
  /** Everything a person could influence must stand after `--end-of-options` or be 40 hex characters. */
  readonly args: readonly string[]
  /** Transports that git may use; none unless named. */
  readonly protocols?: readonly GitProtocol[]
  readonly credential?: GitCredential | null
  /** Where git is searched; for tests and unusual installations. */
  readonly searchPath?: string
}

export interface GitRun extends GitCommand {
  readonly input?: string | Uint8Array
  /** Exit codes that are answers. Default: 0. */
  readonly answers?: readonly number[]
  /** Default 30 s. */
  readonly timeoutMs?: number
  /** Default 64 MiB; more is an error, never a truncated answer. */
  readonly maxOutputBytes?: number
}

/** The machine's PATH is not inherited; these are the places where git is installed. */
const SEARCH_PATH =
  '/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin:/run/current-system/sw/bin:/nix/var/nix/profiles/default/bin'

const CONFIGURATION = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'credential.helper=',
  'http.followRedirects=false',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=30',
  'fetch.fsckObjects=true',
  'fetch.recurseSubmodules=false',
  'protocol.version=2',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting])

const MIN_VERSION = [2, 38] as const

/** Starts git and hands over the process; the caller reads, ends and reports. For long-lived readers. */
export function startGit(command: GitCommand): ChildProcessWithoutNullStreams {
  const directory = command.gitDir === undefined ? [] : [`--git-dir=${command.gitDir}`]
  return spawn('git', [...CONFIGURATION, ...directory, ...command.args], {
    cwd: '/',
    env: environment(command),
    stdio: 'pipe',
    shell: false,
  })
}

/** Runs git to its end. Throws GitError; the standard output is whole or an error, never cut. */
export async function runGit(run: GitRun): Promise<{ stdout: Buffer; exitCode: number }> {
  const { timeoutMs = 30_000, maxOutputBytes = 64 * 1024 * 1024, answers = [0] } = run
  const name = run.args[0] ?? ''
  const child = startGit(run)
  const output: Buffer[] = []
  let [size, stderr] = [0, '']
  let stopped: GitError | undefined
  const stop = (reason: GitError) => {
    stopped ??= reason
    end(child)
  }
  const timer = setTimeout(
    () =>
      stop(new GitError('timeout', `git ${name} took longer than ${timeoutMs / 1000} s and was stopped.`)),
    timeoutMs,
  )
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= maxOutputBytes) output.push(chunk)
    else stop(new GitError('output-limit', `git ${name} answered more than ${maxOutputBytes} bytes.`))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-8000)
  })
  // git may end before it has read its input; its exit code says why.
  child.stdin.on('error', () => undefined)
  child.stdin.end(run.input)
  try {
    const exitCode = await exitOf(child)
    if (stopped) throw stopped
    if (!answers.includes(exitCode)) throw errorOf(name, stderr, secretsOf(run))
    return { stdout: Buffer.concat(output), exitCode }
  } finally {
    clearTimeout(timer)
  }
}

/** Resolves with the exit code once all output has been read; a signal counts as 128. */
function exitOf(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => reject(startError(error)))
    child.on('close', (code) => resolve(code ?? 128))
  })
}

/** What a failed start means to a person. */
export function startError(error: NodeJS.ErrnoException): GitError {
  return error.code === 'ENOENT'
    ? new GitError('git-missing', 'git was not found: install git 2.38 or newer.')
    : new GitError('failed', `git could not be started (${error.code ?? 'unknown error'}).`)
}

/** Asks git to stop, so that it removes its lock files, and insists after two seconds. */
export function end(child: ChildProcessWithoutNullStreams): void {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), 2000).unref()
}

/** Throws when git is missing or older than Lockstep needs. */
export async function checkGit(searchPath?: string): Promise<void> {
  const { stdout } = await runGit({ args: ['version'], ...(searchPath === undefined ? {} : { searchPath }) })
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(stdout.toString('utf8'))?.map(Number) ?? []
  if (major > MIN_VERSION[0] || (major === MIN_VERSION[0] && minor >= MIN_VERSION[1])) return
  throw new GitError(
    'git-too-old',
    `git ${major}.${minor} is too old: install git ${MIN_VERSION.join('.')} or newer.`,
  )
}

function environment(command: GitCommand): NodeJS.ProcessEnv {
  return {
    PATH: command.searchPath ?? SEARCH_PATH,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: (command.protocols ?? []).join(':') || 'none',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    ...credentialVariables(command.credential),
    // Next's types demand it of every environment; git does not know it.
    NODE_ENV: 'production',
  }
}

function credentialVariables(credential: GitCredential | null | undefined): Record<string, string> {
  if (!credential) return {}
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(credential.url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: ${credential.authorization}`,
  }
}

function secretsOf(command: GitCommand): string[] {
  if (!command.credential) return []
  const { authorization } = command.credential
  return [authorization, authorization.replace(/^\w+ /, '')]
}
