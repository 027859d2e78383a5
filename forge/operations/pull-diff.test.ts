import { afterAll, beforeAll, expect, it } from 'vitest'
import { foundAcme, FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { GitClient, withToken } from '@/forge/testing/git-client'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'

const at = new Date('2026-03-02T10:00:00Z')
let forge: RunningForge

beforeAll(async () => {
  forge = await startForge()
  await foundAcme(forge.forge)
})
afterAll(() => forge.close())

const commit = (branch: string, files: Record<string, string | null>) =>
  forge.forge.commitFiles({ repository: FULL_NAME, branch, files, message: 'Commit', person: 'ana', at })

const MANY = Array.from({ length: 40 }, (_, line) => `line ${line}\n`).join('')
/** What a reader of patches may take for a part of one. */
const PATCH_LIKE = 'diff --git a/x b/x\n@@ -1 +1 @@\n--- a/x\n+++ b/x\n'

it('a pull request shows exactly what git says differs from where it left the base, and goes on to once the base moved and it is merged', async () => {
  await commit('main', {
    'changed.yaml': MANY,
    'moved.yaml': MANY.replaceAll('line', 'row'),
    'gone.yaml': 'gone: yes\n',
    'ends.yaml': 'a: 1\r\nb: 2',
    'patch.yaml': PATCH_LIKE,
    'binary.bin': 'a\0b\n',
  })
  await commit('topic', {
    'changed.yaml': MANY.replace('line 3\n', 'line three\n').replace('line 30\n', ''),
    'moved.yaml': null,
    'elsewhere/moved.yaml': MANY.replaceAll('line', 'row').replace('row 20\n', 'row twenty\n'),
    'gone.yaml': null,
    'ends.yaml': 'a: 1\r\nb: 3\r\nc: 4',
    'patch.yaml': `-${PATCH_LIKE}`,
    'binary.bin': 'a\0c\n',
    'new “name”.yaml': 'new: yes\n',
  })
  const pull = { repository: FULL_NAME, head: 'topic', base: 'main', title: 'Topic', person: 'ana', at }
  const { issue } = await forge.forge.openPull(pull)
  const client = await GitClient.clone(withToken(forge.url, forge.token('ana')), forge.directory)
  const wanted = await diffOf(client)
  expect(wanted.map(({ path }) => path)).toHaveLength(7)
  expect(await shown(issue.number)).toEqual(wanted)

  await commit('main', {
    'changed.yaml': MANY.replace('line 10\n', 'line ten\n'),
    'other.yaml': 'other: yes\n',
  })
  expect(await shown(issue.number)).toEqual(wanted)
  await forge.forge.mergePull({
    repository: FULL_NAME,
    number: issue.number,
    person: 'dora',
    method: 'squash',
    at,
  })
  expect(await shown(issue.number)).toEqual(wanted)
})

interface Shown {
  readonly path: string
  readonly patch: string
  readonly lines: string
}

async function shown(pull_number: number): Promise<Shown[]> {
  const { data } = await forge.as('ana').rest.pulls.listFiles({ ...REPOSITORY, pull_number })
  return data.map(({ filename, patch = '', additions, deletions }) => {
    return { path: filename, patch, lines: `${additions} ${deletions}` }
  })
}

/** What a clone says, asked for one file after the other. */
async function diffOf(client: GitClient): Promise<Shown[]> {
  const range = 'origin/main...origin/topic'
  const named = await client.must('-c', 'core.quotePath=false', 'diff', '-M', '--numstat', '-z', range)
  const fields = named.split('\0').filter(Boolean)
  const files: Shown[] = []
  while (fields.length > 0) {
    const [added = '', removed = '', own = ''] = (fields.shift() ?? '').split('\t')
    const paths = own === '' ? [fields.shift() ?? '', fields.shift() ?? ''] : [own]
    const text = await client.must('diff', '-M', '--no-color', range, '--', ...paths)
    const start = text.search(/^@@ /m)
    const patch = start < 0 ? '' : text.slice(start)
    const lines = `${added.replace('-', '0')} ${removed.replace('-', '0')}`
    files.push({ path: paths.at(-1) ?? '', patch, lines })
  }
  return files
}
