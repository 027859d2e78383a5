import type { Context } from '@/lib/context'
import { openDatabase } from '@/lib/db/database'
import { openMirror } from '@/lib/git/mirror'
import { findRevision } from '@/lib/repository/find-revision'
import { getPolicy } from '@/lib/repository/get-policy'
import { getPolicyTests } from '@/lib/repository/get-policy-tests'
import { relativeToRoot } from '@/lib/repository/policy-path'
import type { Report } from '../main'
import { p95, timed } from './percentile'

const REQUESTS = 400
const REF = 'refs/heads/main'

interface Repository {
  readonly gitDir: string
  /** Where the mirror may lie. */
  readonly directory: string
  /** A migrated database. */
  readonly url: string
  readonly paths: readonly string[]
}

/** Reads policies at commits all over the history, each of them never read before, as the page of a policy does. */
export async function measurePolicyAtCommit(
  report: Report,
  { gitDir, directory, url, paths }: Repository,
): Promise<void> {
  const mirror = await openMirror({
    directory,
    remoteUrl: `file://${gitDir}`,
    credential: () => Promise.resolve(null),
    protocols: ['file'],
  })
  const db = openDatabase(url, () => {})
  try {
    await mirror.fetch()
    const data = { owner: 'bench', name: 'policies', defaultBranch: 'main' }
    const { id: repositoryId } = await db.prisma.repository.create({ data })
    const actor = { kind: 'system', job: 'bench' } as const
    const ctx: Context = { actor, db, repositoryId, now: new Date(), requestId: 'bench' }
    const history = await mirror.history(REF)
    if (history === null) throw new Error('the mirror has no history')
    const { index } = history
    const source = { mirror, history, ref: REF }
    const times: number[] = []
    for (let request = 0; request < REQUESTS; request += 1) {
      // Two strides without a common divisor: no commit and hardly a file comes twice in a row.
      const at = index.commitAt((request * 1237) % index.length) ?? ''
      const path = relativeToRoot(paths[(request * 71) % paths.length] ?? '', 'policies') ?? ''
      times.push(
        await timed(async () => {
          const answer = await findRevision({ ctx, source }, at)
          if (answer.kind !== 'found') throw new Error(`no commit ${at}`)
          const file = await getPolicy({ ctx, mirror, history }, answer.revision, path)
          if (file.kind !== 'found' || file.content.kind !== 'valid') throw new Error(`no policy ${path}`)
          await getPolicyTests(mirror.objects, at, file.repositoryPath)
        }),
      )
    }
    report('policyAtCommitP95Ms', p95(times), 'ms')
  } finally {
    mirror.close()
    await db.close()
  }
}
