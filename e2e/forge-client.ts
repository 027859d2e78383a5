import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { stack } from './stack'

const REPOSITORY = '/repos/northwind/agent-policies'

/** A file of a commit; null removes it. `link` makes a symlink to that target. */
export type CommittedFile = string | Buffer | { readonly link: string } | null

const sha = z.object({ sha: z.string() })

/** Calls the forge's API as a person. */
export async function asPerson(
  login: string,
): Promise<(method: string, path: string, body?: unknown) => Promise<unknown>> {
  const { forgeUrl } = stack()
  const made = await send(`${forgeUrl}/_admin/tokens`, adminToken(), 'POST', { login })
  const { token } = z.object({ token: z.string() }).parse(made)
  return (method, path, body) => send(`${forgeUrl}/api/v3${REPOSITORY}${path}`, token, method, body)
}

/**
 * Makes a branch whose directory has an entry `.git`, which no sound fetch takes: as in histories from before forges refused such pushes,
 * so that it is written on the forge's own disk.
 */
export function makeMalformedBranch(branch: string): void {
  const git = gitOnDisk
  const blob = git(['hash-object', '-w', '--stdin'], 'x')
  const entry = Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')])
  const tree = git(['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], entry)
  const commit = git(['commit-tree', tree, '-m', 'Break the mirror'])
  git(['update-ref', `refs/heads/${branch}`, commit])
}

/** Removes main from the forge, which GitHub's routes do not let anybody do; returns what puts it back. */
export function loseMain(): () => void {
  const tip = gitOnDisk(['rev-parse', 'refs/heads/main'])
  gitOnDisk(['update-ref', '-d', 'refs/heads/main'])
  return () => void gitOnDisk(['update-ref', 'refs/heads/main', tip])
}

/** Git in the forge's own repository, past its rules. */
function gitOnDisk(args: readonly string[], input: string | Buffer = ''): string {
  const repositories = join(dataFolder(), 'forge', 'repositories')
  const [name = ''] = readdirSync(repositories)
  const who = ['-c', 'user.name=Mallory', '-c', 'user.email=mallory@northwind.example']
  const cwd = join(repositories, name)
  return execFileSync('git', [...who, ...args], { cwd, input, encoding: 'utf8' }).trim()
}

/** Does what only the forge's own administration can: rulesets, accounts. */
export async function asForgeAdmin(
  path: string,
  body: unknown,
  method: 'POST' | 'DELETE' = 'POST',
): Promise<void> {
  await send(`${stack().forgeUrl}/_admin${path}`, adminToken(), method, body)
}

/** Orders what goes wrong on the forge (`FAULT` in forge/faults); name a `person`, or a hook that is yours, so that it hits no other spec. */
export async function orderFault(
  fault: { readonly kind: string; readonly [more: string]: string | number } & (
    | { readonly person: string }
    | { readonly kind: 'drop-hooks'; readonly path: string }
  ),
): Promise<void> {
  await addFault(fault)
}

/** Longer than a page waits for the forge (PATIENCE_MS of the settings). */
const SILENCE_MS = 8000

/** Has the forge answer on some paths later than any page waits; they must be such as no other spec waits for. */
export async function silenceForge(paths: readonly string[]): Promise<void> {
  for (const path of paths) await addFault({ kind: 'slow', path, ms: SILENCE_MS })
}

/** The forge answers nobody until `clearFaults`: for specs that nobody else runs beside. */
export async function loseForge(): Promise<void> {
  await addFault({ kind: 'outage' })
}

/** What this process has ordered: another one runs other specs beside it. */
const ordered: number[] = []

async function addFault(fault: object): Promise<void> {
  const made = await send(`${stack().forgeUrl}/_test/fault`, adminToken(), 'POST', fault)
  ordered.push(z.object({ id: z.number() }).parse(made).id)
}

/** Ends what this spec has ordered. */
export async function clearFaults(): Promise<void> {
  await send(`${stack().forgeUrl}/_test/fault`, adminToken(), 'DELETE', { ids: ordered.splice(0) })
}

function adminToken(): string {
  return readFileSync(join(dataFolder(), 'forge', 'admin-token'), 'utf8').trim()
}

/** The folder in which the stack under test keeps everything. */
export function dataFolder(): string {
  return join(dirname(process.env.LOCKSTEP_E2E_READY ?? ''), 'data')
}

async function send(url: string, token: string, method: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(60_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}

/** Makes a branch with one commit upon main, as a person; returns the commit. Nobody else's branch moves. */
export async function commitToBranch(
  login: string,
  {
    branch,
    message,
    files,
  }: { branch: string; message: string; files: Readonly<Record<string, CommittedFile>> },
): Promise<string> {
  const call = await asPerson(login)
  const tip = z.object({ object: sha }).parse(await call('GET', '/git/ref/heads/main')).object.sha
  const tree = await Promise.all(
    Object.entries(files).map(async ([path, file]) => {
      if (file === null) return { path, mode: '100644', type: 'blob', sha: null }
      const isLink = typeof file === 'object' && 'link' in file
      const content = Buffer.from(isLink ? file.link : file).toString('base64')
      const blob = sha.parse(await call('POST', '/git/blobs', { content, encoding: 'base64' }))
      return { path, mode: isLink ? '120000' : '100644', type: 'blob', sha: blob.sha }
    }),
  )
  const { sha: root } = sha.parse(await call('POST', '/git/trees', { base_tree: tip, tree }))
  const commit = sha.parse(await call('POST', '/git/commits', { message, tree: root, parents: [tip] })).sha
  await call('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: commit })
  return commit
}

const pull = z.object({ number: z.number() })

/** What a file of main holds now. */
export async function inMain(path: string): Promise<Buffer> {
  const call = await asPerson('mara')
  const { content } = z.object({ content: z.string() }).parse(await call('GET', `/contents/${path}?ref=main`))
  return Buffer.from(content, 'base64')
}

type Files = Readonly<Record<string, CommittedFile>>

/** Opens a pull request of mara's by hand, from a branch that is named like it; returns its number. */
export async function openChange(title: string, files: Files): Promise<number> {
  const call = await asPerson('mara')
  const branch = branchOf(title)
  await commitToBranch('mara', { branch, message: title, files })
  return pull.parse(await call('POST', '/pulls', { title, head: branch, base: 'main' })).number
}

/** Brings files into main by a pull request of mara's that a code owner approves and merges; returns its number. */
export async function mergeChange(title: string, files: Files, owner = 'ines'): Promise<number> {
  const number = await openChange(title, files)
  const call = await asPerson(owner)
  await call('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' })
  await call('PUT', `/pulls/${number}/merge`, {})
  return number
}

/** Pushes another content of a file to a branch, as a person. */
export async function pushTo(branch: string, login: string, path: string, text: string): Promise<void> {
  const call = await asPerson(login)
  const held = sha.parse(await call('GET', `/contents/${path}?ref=${branch}`)).sha
  const content = Buffer.from(text).toString('base64')
  await call('PUT', `/contents/${path}`, { message: `Go on with ${path}`, content, sha: held, branch })
}

/** The branch that `openChange` makes for a title. */
export function branchOf(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}
