import * as z from 'zod'
import { RequestError } from '@/lib/errors'
import { listToldLists } from '@/lib/fleet/tools/list-told-lists'
import { readToldList } from '@/lib/fleet/tools/read-told-list'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

const query = z.object({ proxy: proxyName.optional() })

/** Which proxies told what their server offers; with `proxy`, the newest list of one. */
export const GET = personRoute({ role: 'read', query }, async ({ ctx, query: { proxy } }) => {
  if (proxy === undefined) return { lists: await listToldLists({ ctx }) }
  const list = await readToldList({ ctx, input: { proxy } })
  if (list === null) throw new RequestError('not-found', 'No proxy of this name told what its server offers.')
  return list
})
