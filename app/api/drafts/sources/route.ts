import * as z from 'zod'
import { listSources, readSource } from '@/lib/changes/list-sources'
import { RequestError } from '@/lib/errors'
import { personRoute } from '@/lib/http/route'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { trackedHistory } from '@/lib/server'

const query = z.object({ path: z.string().max(1024).optional() })

/** What a draft can take in: the paths, or with `path` one file with its text. */
export const GET = personRoute({ role: 'write', query }, async ({ ctx, server, query: { path } }) => {
  const { tip } = await trackedHistory(server)
  const { root } = (await readConfiguration(server.mirror.objects, tip)).configuration
  if (path === undefined) return { paths: await listSources({ ctx, source: server, root }) }
  const found = await readSource({ ctx, source: server, root, path })
  if (found === null) throw new RequestError('not-found', 'The branch has no such policy that can be edited.')
  return found
})
