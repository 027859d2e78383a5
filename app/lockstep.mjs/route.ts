import { readFile } from 'node:fs/promises'
import { RequestError } from '@/lib/errors'
import { publicRoute } from '@/lib/http/route'

/** The command line in one file. It holds no secret, and a host that is being set up has no session yet. */
export const GET = publicRoute({ job: 'download' }, async ({ server }) => {
  const path = server.environment.CLI_FILE
  const file = path === undefined ? undefined : await readFile(path).catch(() => undefined)
  if (file === undefined)
    throw new RequestError('not-found', 'This Lockstep offers no command line: set CLI_FILE to lockstep.mjs.')
  return new Response(new Uint8Array(file), { headers: { 'content-type': 'text/javascript; charset=utf-8' } })
})
