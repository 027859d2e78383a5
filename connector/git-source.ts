import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { runGit, type GitCredential, type GitProtocol } from '@/lib/git/run-git'
import {
  CONFIGURATION_MAX_BYTES,
  DEFAULT_CONFIGURATION,
  environmentNamed,
  parseConfiguration,
  type Configuration,
} from '@/lib/repository/configuration'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { MAX_POLICY_BYTES } from '@/lib/wire/terms'
import type { ProxySettings } from './settings'

/** A policy as fetched by the connector itself: Lockstep has no say in what it is. */
export interface GitPolicy {
  readonly commit: string
  readonly bytes: Uint8Array
}

type GitSettings = NonNullable<ProxySettings['git']>

/** The settings of a repository are those of its default branch, whatever its name. */
const SETTINGS = '+HEAD:refs/lockstep/settings'
const policyAt = (branch: string) => `+refs/heads/${branch}:refs/heads/policy`

/** Broken versions of `.lockstep.yaml` that are passed over to find the last good one. */
const MOST_VERSIONS = 50

/**
 * A bare mirror in the state directory, fetched with a read-only credential of this host. What the repository's `.lockstep.yaml` says of
 * the branch of the proxy's environment and of pins holds here as in mode pull: it is read from the mirror, never asked of Lockstep.
 */
export class GitSource {
  readonly #gitDir: string
  readonly #proxy: ProxySettings
  readonly #git: GitSettings
  #ready = false
  /** The branch that counted last: fetched together with the settings, it costs no call of its own. */
  #ref: string | null = null

  constructor(stateDirectory: string, proxy: ProxySettings, git: GitSettings) {
    this.#gitDir = join(stateDirectory, 'mirror.git')
    this.#proxy = proxy
    this.#git = git
  }

  /** Fetches, and reads the file as the proxy should run it at `now`; null when it is not there. Throws GitError, or says what is missing. */
  async read(now: Date): Promise<GitPolicy | null> {
    if (!this.#ready) await runGit({ args: ['init', '--quiet', '--bare', '--end-of-options', this.#gitDir] })
    this.#ready = true
    const known = this.#ref
    // Should it be gone, the next fetch asks for the settings alone.
    this.#ref = null
    await this.#fetch(SETTINGS, ...(known === null ? [] : [policyAt(known)]))
    const { ref, pin } = await this.#follow(now)
    if (ref !== known) await this.#fetch(policyAt(ref))
    this.#ref = ref
    const commit = pin === null ? await this.#commitAt('refs/heads/policy') : await this.#commitAt(pin)
    if (commit === null)
      throw new Error(
        `the pinned commit ${pin?.slice(0, 7)} is not in the history of ${ref}: nothing was written`,
      )
    const bytes = await this.#file(commit, this.#git.path, MAX_POLICY_BYTES)
    return bytes === null ? null : { commit, bytes }
  }

  /** The branch and the pin that count for the proxy at `now`. */
  async #follow(now: Date): Promise<{ ref: string; pin: string | null }> {
    const { name, labels } = this.#proxy
    const configuration = await this.#configuration()
    // As at enrolment.
    const environment =
      this.#proxy.environment ?? labels.env ?? configuration.environments[0]?.name ?? 'default'
    const pin = configuration.pins.find(
      ({ proxy, until }) => proxy === name && Date.parse(until) > now.getTime(),
    )
    const { ref } = environmentNamed(configuration, environment)
    return { ref: ref ?? this.#git.ref, pin: pin?.commit ?? null }
  }

  /** A broken `.lockstep.yaml` changes nothing: the last good one stays in force. */
  async #configuration(): Promise<Configuration> {
    const versions = ['rev-list', '--first-parent', `--max-count=${MOST_VERSIONS}`, 'refs/lockstep/settings']
    const { stdout } = await runGit({ gitDir: this.#gitDir, args: [...versions, '--', CONFIGURATION_PATH] })
    for (const commit of stdout.toString('latin1').split('\n').filter(Boolean)) {
      const bytes = await this.#file(commit, CONFIGURATION_PATH, CONFIGURATION_MAX_BYTES)
      if (bytes === null) break
      const parsed = parseConfiguration(bytes.toString('utf8'))
      if (parsed.ok) return parsed.configuration
    }
    return DEFAULT_CONFIGURATION
  }

  async #fetch(...refspecs: readonly string[]): Promise<void> {
    const { url } = this.#git
    await runGit({
      gitDir: this.#gitDir,
      args: ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--end-of-options', url, ...refspecs],
      protocols: [protocolOf(url)],
      credential: credentialOf(this.#git),
      timeoutMs: 120_000,
    })
  }

  async #commitAt(name: string): Promise<string | null> {
    const { stdout } = await runGit({
      gitDir: this.#gitDir,
      args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
      answers: [0, 1],
    })
    return /^[0-9a-f]{40}/.exec(stdout.toString('latin1'))?.[0] ?? null
  }

  async #file(commit: string, path: string, maxOutputBytes: number): Promise<Buffer | null> {
    const gitDir = this.#gitDir
    const tree = await runGit({ gitDir, args: ['ls-tree', '-z', '--full-tree', commit, '--', path] })
    const entry = /^100(?:644|755) blob ([0-9a-f]{40})\t/.exec(tree.stdout.toString('utf8'))
    if (entry?.[1] === undefined) return null
    return (await runGit({ gitDir, args: ['cat-file', 'blob', entry[1]], maxOutputBytes })).stdout
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
