import { HostFilePanel } from '@/components/fleet/host-file'
import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import { whyNotAskable, whyNotWritten } from '@/lib/fleet/ask-host'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import type { ProxyDetail } from '@/lib/fleet/get-proxy'
import { readHostFile } from '@/lib/fleet/read-host-file'
import type { Server } from '@/lib/server'

/** What was edited on the host against git, with the ways back; null for a proxy of which every content is in git and nothing was asked lately. */
export async function editedPanel(ctx: Context<PersonActor>, opened: Server, proxy: ProxyDetail) {
  const { file, restore } = await readHostFile({ ctx, input: { proxy: proxy.name } })
  const { desired, delivered, running, state, id, connector, lastSeenAt } = proxy
  const blobs = [delivered, ...running].flatMap((content) => (content?.blob == null ? [] : [content.blob]))
  const sizes = await Promise.all(blobs.map((blob) => opened.mirror.objects.sizeOf(blob)))
  const isEdited = state === 'EDITED' || sizes.includes(null)
  if (!isEdited && file === null && restore === null) return null
  const bytes = desired === null ? null : await fleetParts(opened).source.content(desired.blob)
  const mayWrite = roleAtLeast(ctx.actor.role, 'write')
  const stored = { id, seenAt: lastSeenAt, protocol: connector.protocol }
  return (
    <HostFilePanel
      name={proxy.name}
      wanted={
        desired === null || bytes === null ? null : { text: bytes.toString('utf8'), commit: desired.commit }
      }
      file={file}
      restore={restore}
      whyNotAsk={
        mayWrite
          ? whyNotAskable(stored, fleetParts(opened), ctx.now)
          : 'Who may write to the repository can ask for the file.'
      }
      whyNotRestore={whyNotWritten(proxy)}
      now={ctx.now}
    />
  )
}
