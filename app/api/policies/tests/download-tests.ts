import { whyNothing } from '@/components/policy/why-nothing'
import type { Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { download, type ExportFormat } from '@/lib/http/download'
import { COVERAGE_COLUMNS, exportCoverage, exportTests, TEST_COLUMNS } from '@/lib/policy/test/export-tests'
import { findRevision } from '@/lib/repository/find-revision'
import { getPolicyTests } from '@/lib/repository/get-policy-tests'
import { fromRoot } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { type Server, trackedHistory } from '@/lib/server'

interface AskedTests {
  readonly policy: string
  readonly at?: string | undefined
  readonly of: 'cases' | 'coverage'
  readonly format: ExportFormat
}

/** The results of a policy's tests at a commit as a file; refused where they were not run. */
export async function downloadTests(
  ctx: Context,
  opened: Server,
  { policy, at, of, format }: AskedTests,
): Promise<Response> {
  const { mirror, repository } = opened
  const history = await trackedHistory(opened)
  const answer = await findRevision({ ctx, source: { mirror, history, ref: repository.ref } }, at)
  if (answer.kind !== 'found') {
    const { title, next } = whyNothing(answer)
    throw new RequestError('not-found', `${title}. ${next}`)
  }
  const { commit } = answer.revision
  const { root } = (await readConfiguration(mirror.objects, commit)).configuration
  const path = fromRoot(policy, root)
  const tests = path === null ? null : await getPolicyTests(mirror.objects, commit, path)
  if (tests?.kind !== 'checked' || tests.outcome.kind !== 'ran')
    throw new RequestError('not-found', 'No tests of this policy ran at this commit; its page says why.')
  const { report } = tests.outcome
  const name = `policy-tests-${of}-${commit.slice(0, 7)}`
  return of === 'cases'
    ? download({ name, format, columns: TEST_COLUMNS }, [exportTests(report)])
    : download({ name, format, columns: COVERAGE_COLUMNS }, [exportCoverage(report)])
}
