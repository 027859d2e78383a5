import * as z from 'zod'
import { EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { personRoute } from '@/lib/http/route'
import { downloadTests } from './download-tests'

const query = z.object({
  /** Below the policy root. */
  policy: z.string().min(1).max(4096),
  at: z.string().max(400).optional(),
  of: z.enum(['cases', 'coverage']).default('cases'),
  format: z.enum(EXPORT_FORMATS).default('csv'),
})

/** The tests of a policy at a commit as a file: their cases, or what they cover. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  ({ ctx, server, query: asked }) => downloadTests(ctx, server, asked),
)
