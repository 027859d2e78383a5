import * as z from 'zod'
import { readChangeSearch } from '@/app/(console)/changes/filter-rows'
import { EXPORT_FORMATS, EXPORTS_AT_ONCE } from '@/lib/http/download'
import { queryValue } from '@/lib/http/parse-input'
import { personRoute } from '@/lib/http/route'
import { downloadChanges } from './download-changes'
import { downloadThen } from './download-then'

const query = z
  .object({ at: z.string().max(400).default(''), format: z.enum(EXPORT_FORMATS).default('csv') })
  .catchall(queryValue)

/** The list of changes as a file; the same filters as the page, or as of an instant or commit. */
export const GET = personRoute(
  { role: 'read', query, atOnce: EXPORTS_AT_ONCE },
  ({ ctx, server, query: { format, at, ...search } }) =>
    at === ''
      ? downloadChanges(ctx, server, readChangeSearch(search), format)
      : downloadThen(ctx, server, at, format),
)
