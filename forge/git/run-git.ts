import { spawn } from 'node:child_process'

/** Where to look for the git program when the caller names no search path. */
const DEFAULT_SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin'

/** What git printed and how it ended. */
export interface GitResult {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface GitOptions {
  readonly searchPath?: string
  readonly input?: string | Uint8Array
  /** Exit codes that are answers rather than failures; 0 always is. */
  readonly answers?: readonly number[]
}

/** Git ended with an exit code that the caller did not expect. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure'
  constructor(
    readonly args: readonly string[],
    readonly code: number,
    readonly stderr: string,
  ) {
    super(`git ${args[0]} ended with ${code}: ${stderr.trim()}`)
  }
}

/**
 * The whole environment of every git process: nothing of the person's own configuration, prompts, replace
 * refs or pathspec magic gets in.
 */
export function gitEnvironment(searchPath?: string): NodeJS.ProcessEnv {
  return {
    PATH: searchPath ?? DEFAULT_SEARCH_PATH,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ATTR_NOSYSTEM: '1',
    // Next's types demand it of every environment; git does not know it.
    NODE_ENV: 'production',
  }
}

/** Options before every subcommand: no hooks, no credential helper, no check of the directory's owner. */
export const GIT_SETTINGS = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'credential.helper=',
  '-c',
  'safe.directory=*',
]

/** Runs git in a bare repository, without a shell. Throws `GitFailure` on an unexpected exit code. */
export function runGit(
  directory: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...GIT_SETTINGS, '--git-dir', directory, ...args], {
      env: gitEnvironment(options.searchPath),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.stdin.on('error', () => undefined) // a git that ended early is reported by its exit code
    child.on('error', reject)
    child.on('close', (status) => {
      const code = status ?? -1
      const errors = Buffer.concat(stderr).toString('utf8')
      if (code === 0 || options.answers?.includes(code)) {
        resolve({ code, stdout: Buffer.concat(stdout), stderr: errors })
      } else reject(new GitFailure(args, code, errors))
    })
    child.stdin.end(options.input)
  })
}
