import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFolderOf, RecipeHost, RecipePod } from '@/connector/testing/recipe-host'
import { digests, policyText, POLICY } from '@/lib/fleet/testing/start-fleet'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

// The containers of each manifest run here as they stand there: the commands and options are theirs, the paths lead to folders of the
// test, and what a cluster would do (mount, swap, make a new pod) is done to real files.

let host: RecipeHost
beforeAll(async () => {
  host = await RecipeHost.open()
})
afterAll(() => host.close())

const SETTINGS = 'root: policies\nenvironments:\n  prod: { allowance: 1s }\n'
const merge = (note: string) => host.merge({ '.lockstep.yaml': SETTINGS, [POLICY]: policyText(note) })

/** A pod of a manifest with its secrets. */
async function openPod(manifest: string, name: string): Promise<RecipePod> {
  const pod = new RecipePod(host, manifest, name)
  writeFileSync(join(pod.volume('enrolment'), 'key'), `${await host.fleet.key()}\n`)
  return pod
}

/** The policy that the proxy of a pod says to enforce, in its newest event. */
function enforced(pod: RecipePod): unknown {
  const folder = pod.volume('events')
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8').trim().split('\n'),
  )
  return (JSON.parse(lines.at(-1) ?? '{}') as { policy?: unknown }).policy
}

function relink(path: string, to: string): void {
  symlinkSync(to, `${path}.next`)
  renameSync(`${path}.next`, path)
}

/** What the kubelet makes of a ConfigMap: a revision behind `..data`, and a link for each key. */
function mountConfigMap(volume: string, key: string, note: string): void {
  const before = readdirSync(volume).filter((name) => name.startsWith('..rev-'))
  const revision = `..rev-${note}`
  mkdirSync(join(volume, revision))
  writeFileSync(join(volume, revision, key), policyText(note))
  relink(join(volume, '..data'), revision)
  if (before.length === 0) symlinkSync(`..data/${key}`, join(volume, key))
  for (const old of before) rmSync(join(volume, old), { recursive: true })
}

/** What git-sync does with its options: a worktree for each commit, and a link to the newest one; the worktree before is removed. */
function runGitSync(args: readonly string[]): void {
  const option = (name: string) =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? ''
  const [root, clone] = [option('root'), join(option('root'), '.git')]
  const git = (...rest: string[]) =>
    execFileSync('git', ['--git-dir', clone, ...rest], { encoding: 'utf8' }).trim()
  if (!readdirSync(root).includes('.git'))
    execFileSync('git', ['clone', '--quiet', '--bare', host.fleet.remote.url, clone])
  git('fetch', '--quiet', 'origin', option('ref'))
  const commit = git('rev-parse', 'FETCH_HEAD')
  const trees = join(root, '.worktrees')
  mkdirSync(trees, { recursive: true })
  const before = readdirSync(trees)
  git('worktree', 'add', '--quiet', '--detach', join(trees, commit), commit)
  relink(join(root, option('link')), `.worktrees/${commit}`)
  for (const old of before) git('worktree', 'remove', '--force', join(trees, old))
}

const SWAPS: readonly [manifest: string, bring: (pod: RecipePod, note: string) => void][] = [
  [
    'deploy/kubernetes/sidecar.yaml',
    (pod, note) => mountConfigMap(pod.volume('source'), 'payments.stripe.yaml', note),
  ],
  ['deploy/git-sync/sidecar.yaml', (pod) => runGitSync(pod.argsOf('git-sync'))],
]

describe.each(SWAPS)('a pod of %s', (manifest, bring) => {
  it('starts with the policy of its source, and enforces what is swapped in', async () => {
    const one = `${manifest} one`.replaceAll(/\W/g, '-')
    await merge(one)
    const pod = await openPod(manifest, `pod-${SWAPS.findIndex(([name]) => name === manifest)}`)
    bring(pod, one)
    pod.runFirst('first-policy')
    await pod.startProxy()
    expect(enforced(pod)).toBe(digests(policyText(one)).sha256)
    const { said } = pod.startConnector()
    await host.becomes(pod.name, 'IN_SYNC', said)
    const two = one.replace('one', 'two')
    await merge(two)
    await host.becomes(pod.name, 'NOT_DELIVERED', said)
    bring(pod, two)
    const { running } = await host.becomes(pod.name, 'IN_SYNC', said)
    expect(running).toMatchObject([digests(policyText(two))])
    expect(enforced(pod)).toBe(digests(policyText(two)).sha256)
  })
})

it('pods of deploy/image-rebuild/deployment.yaml enforce the policy of their image: those of the old one are told from those of the new one', async () => {
  const image = (note: string) => {
    const policies = join(temporaryFolder(), 'policies')
    writeFileSync(makeFolderOf(join(policies, 'payments', 'stripe.yaml')), policyText(note))
    return { '/policies': policies }
  }
  const run = async (name: string, note: string) => {
    const pod = await openPod('deploy/image-rebuild/deployment.yaml', name)
    pod.runFirst('policy', image(note))
    await pod.startProxy()
    return pod.startConnector()
  }
  await merge('image one')
  const old = await run('image-old', 'image one')
  await host.becomes('image-old', 'IN_SYNC', old.said)
  await merge('image two')
  const next = await run('image-new', 'image two')
  await host.becomes('image-new', 'IN_SYNC', next.said)
  const { running } = await host.becomes('image-old', 'NOT_DELIVERED', old.said)
  expect(running).toMatchObject([digests(policyText('image one'))])
})
