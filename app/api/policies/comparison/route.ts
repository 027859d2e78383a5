import * as z from 'zod'
import { readExplorerSearch } from '@/app/(console)/policies/search-params'
import { whyNothing } from '@/components/policy/why-nothing'
import { compareCommits } from '@/lib/changes/compare-commits'
import { COMPARISON_COLUMNS, exportComparison } from '@/lib/changes/export-comparison'
import { RequestError } from '@/lib/errors'
import { download, EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { trackedHistory } from '@/lib/server'

const query = z.object({
  /** Two commits, branches or instants, `older...newer`. */
  compare: z.string().max(210),
  /** Below the policy root; all of them without it. */
  policy: z.string().min(1).max(4096).optional(),
  format: z.enum(EXPORT_FORMATS).default('csv'),
})

/** What differs between two commits as a file, of one policy or of all. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  async ({ ctx, server, query: { compare, policy, format } }) => {
    const ends = readExplorerSearch({ compare }).compare
    if (ends === undefined) throw new RequestError('invalid-input', 'Write the two commits as older...newer.')
    const { mirror, repository } = server
    const source = { mirror, history: await trackedHistory(server), ref: repository.ref }
    const compared = await compareCommits({ ctx, source }, ends)
    if (compared.kind === 'unknown-end') {
      const { title, next } = whyNothing(compared.answer)
      throw new RequestError('not-found', `${title}. ${next}`)
    }
    const [older, newer] = [compared.older, compared.newer].map(({ revision }) => revision.commit.slice(0, 7))
    const name = `lockstep-comparison-${older}-${newer}`
    return download({ name, format, columns: COMPARISON_COLUMNS }, exportComparison(compared, policy))
  },
)
