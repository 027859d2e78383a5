import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { runGit, type GitCredential, type GitProtocol } from '@/lib/git/run-git'
import { MAX_POLICY_BYTES } from '@/lib/wire/terms'
import type { ProxySettings } from './settings'

/** A policy as fetched by the connector itself: Lockstep has no say in what it is. */
export interface GitPolicy {
  readonly commit: string
  readonly bytes: Uint8Array
}

type GitSettings = NonNullable<ProxySettings['git']>

/** A bare mirror of one branch in the state directory, fetched with a read-only credential of this host. */
export class GitSource {
  readonly #gitDir: string
  readonly #settings: GitSettings
  #ready = false

  constructor(stateDirectory: string, settings: GitSettings) {
    this.#gitDir = join(stateDirectory, 'mirror.git')
    this.#settings = settings
  }

  /** Fetches the branch and reads the file; null when it is not there. Throws GitError. */
  async read(): Promise<GitPolicy | null> {
    const { url, ref, path } = this.#settings
    const gitDir = this.#gitDir
    if (!this.#ready) await runGit({ args: ['init', '--quiet', '--bare', '--end-of-options', gitDir] })
    this.#ready = true
    const refspec = `+refs/heads/${ref}:refs/heads/policy`
    await runGit({
      gitDir,
      args: ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--end-of-options', url, refspec],
      protocols: [protocolOf(url)],
      credential: credentialOf(this.#settings),
      timeoutMs: 120_000,
    })
    const { stdout } = await runGit({
      gitDir,
      args: ['rev-parse', '--verify', '--quiet', '--end-of-options', 'refs/heads/policy'],
    })
    const commit = stdout.toString('latin1').trim()
    const tree = await runGit({ gitDir, args: ['ls-tree', '-z', '--full-tree', commit, '--', path] })
    const entry = /^100(?:644|755) blob ([0-9a-f]{40})\t/.exec(tree.stdout.toString('utf8'))
    if (entry?.[1] === undefined) return null
    const blob = await runGit({
      gitDir,
      args: ['cat-file', 'blob', entry[1]],
      maxOutputBytes: MAX_POLICY_BYTES,
    })
    return { commit, bytes: blob.stdout }
  }
}

/** The commit of a branch as the remote says it, without fetching anything; null when there is no such branch. Throws GitError. */
export async function branchAt(settings: GitSettings): Promise<string | null> {
  const { url, ref } = settings
  const { stdout } = await runGit({
    args: ['ls-remote', '--quiet', '--end-of-options', url, `refs/heads/${ref}`],
    protocols: [protocolOf(url)],
    credential: credentialOf(settings),
  })
  return /^[0-9a-f]{40}/.exec(stdout.toString('latin1'))?.[0] ?? null
}

function credentialOf({ url, tokenFile }: GitSettings): GitCredential | null {
  if (tokenFile === null) return null
  const token = readFileSync(tokenFile, 'utf8').trim()
  return { url, authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}` }
}

function protocolOf(url: string): GitProtocol {
  const { protocol } = new URL(url)
  if (protocol === 'https:' || protocol === 'http:' || protocol === 'file:')
    return protocol.slice(0, -1) === 'https' ? 'https' : protocol === 'http:' ? 'http' : 'file'
  throw new RangeError('the address to fetch from must begin with https://')
}
