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

/** A bare mirror of one branch in the state directory, fetched with a read-only credential of this host. */
export class GitSource {
  readonly #gitDir: string
  readonly #settings: NonNullable<ProxySettings['git']>
  #ready = false

  constructor(stateDirectory: string, settings: NonNullable<ProxySettings['git']>) {
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
      credential: this.#credential(),
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

  #credential(): GitCredential | null {
    const { url, tokenFile } = this.#settings
    if (tokenFile === null) return null
    const token = readFileSync(tokenFile, 'utf8').trim()
    return { url, authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}` }
  }
}

function protocolOf(url: string): GitProtocol {
  const { protocol } = new URL(url)
  if (protocol === 'https:' || protocol === 'http:' || protocol === 'file:')
    return protocol.slice(0, -1) === 'https' ? 'https' : protocol === 'http:' ? 'http' : 'file'
  throw new RangeError('the address to fetch from must begin with https://')
}
