import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface Ran {
  readonly code: number
  /** What git printed, both streams. */
  readonly output: string
}

/** A person's git on a work tree of their own. Never blocks: the forge may answer in the same process. */
export class GitClient {
  private constructor(readonly directory: string) {}

  /** Clones `url` below `parent`; throws with git's own words when that is refused. */
  static async clone(url: string, parent: string): Promise<GitClient> {
    const client = new GitClient(mkdtempSync(join(parent, 'clone-')))
    await client.must('clone', '--quiet', url, '.')
    await client.must('config', 'user.name', 'Tester')
    await client.must('config', 'user.email', 'tester@acme.test')
    return client
  }

  run(...args: string[]): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn('git', args, {
        cwd: this.directory,
        env: ENVIRONMENT,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
      child.on('error', reject)
      child.on('close', (code) => resolve({ code: code ?? -1, output: output.trim() }))
    })
  }

  async must(...args: string[]): Promise<string> {
    const { code, output } = await this.run(...args)
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${output}`)
    return output
  }

  /** Writes a file and commits it on the branch that is checked out. */
  async commit(path: string, text: string): Promise<string> {
    const target = join(this.directory, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text)
    await this.must('add', '--all')
    await this.must('commit', '--quiet', '--message', `Change ${path}`)
    return this.must('rev-parse', 'HEAD')
  }
}

const ENVIRONMENT: NodeJS.ProcessEnv = {
  // Next's types demand it of every environment; git does not know it.
  NODE_ENV: 'production',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  LC_ALL: 'C',
}

/** A repository's address with a token in it, as people give it to git. */
export function withToken(url: string, token: string, repository = 'acme/policies'): string {
  return `${url.replace('http://', `http://x-access-token:${token}@`)}/${repository}.git`
}
