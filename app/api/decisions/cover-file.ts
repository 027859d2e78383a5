import type { Context } from '@/lib/context'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import type { DecisionFilter } from '@/lib/decisions/decision-filter'

/** A file of what the log holds, with what is known to be missing of it in a header: whoever has the file only sees no note beside it. */
export async function coverFile(
  ctx: Context,
  input: Pick<DecisionFilter, 'from' | 'to' | 'proxy' | 'policy'>,
  file: Response,
): Promise<Response> {
  file.headers.set('lockstep-coverage', JSON.stringify(await coverDecisions({ ctx, input })))
  return file
}
