import * as z from 'zod'
import { adoptContent } from '@/lib/changes/adopt-content'
import { RequestError } from '@/lib/errors'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { getProxy } from '@/lib/fleet/get-proxy'
import { readHostFile } from '@/lib/fleet/read-host-file'
import { personRoute } from '@/lib/http/route'
import { proxyName } from '@/lib/wire/terms'

/** Starts a draft in which a proxy's policy is what its host has, as its connector sent it a moment ago. */
export const POST = personRoute(
  { role: 'write', params: z.object({ proxy: proxyName }) },
  async ({ ctx, params: { proxy: name }, server }) => {
    const found = await getProxy({ ctx, parts: fleetParts(server), input: { name } })
    if (found.kind === 'not-found') throw new RequestError('not-found', 'No proxy has this name.')
    const { file } = await readHostFile({ ctx, input: { proxy: name } })
    if (file === null || file.text === null)
      throw new RequestError('conflict', 'The file is not kept any more: ask the connector for it again.')
    if (file.masked > 0)
      throw new RequestError(
        'conflict',
        'Secrets were masked in this file, so its text is not what the host has. Take them out of the file on the host, then ask again.',
      )
    const input = { proxy: name, path: found.proxy.policyPath, text: file.text }
    return adoptContent({ ctx, source: server, input })
  },
)
