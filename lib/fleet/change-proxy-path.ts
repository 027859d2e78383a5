import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'
import { notifyWith } from '@/lib/events/notify'
import { fromRoot, isPolicyPath } from '@/lib/repository/policy-path'
import type { FleetParts } from './fleet-parts'

export type ChangePathResult =
  | { readonly kind: 'changed'; readonly path: string }
  | { readonly kind: 'unchanged' | 'forbidden' | 'not-found' }
  | { readonly kind: 'not-a-policy'; readonly detail: string }

/** `id`: of the proxy that was changed. */
type Changing = ChangePathResult & { readonly id?: string }

/**
 * Gives a proxy another policy to follow. For administrators: what a proxy may use is otherwise bound by the key it was enrolled
 * with. Appended to its history and to the audit trail; its connector, which waits for the file of before, is told.
 */
export async function changeProxyPath({
  ctx,
  parts: { source, requests },
  input,
}: {
  ctx: Context<PersonActor>
  parts: Pick<FleetParts, 'source' | 'requests'>
  input: { proxy: string; path: string }
}): Promise<ChangePathResult> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  const { configuration } = await source.head()
  const path = policyPathIn(input.path, configuration.root)
  if (path === null) {
    return { kind: 'not-a-policy', detail: `A policy is a .yaml file below ${configuration.root}/.` }
  }
  const { id, ...result } = await ctx.db.prisma.$transaction(async (tx): Promise<Changing> => {
    const where = { repositoryId_name: { repositoryId: ctx.repositoryId, name: input.proxy } }
    const proxy = await tx.proxy.findUnique({ where })
    if (proxy === null) return { kind: 'not-found' }
    if (proxy.policyPath === path) return { kind: 'unchanged' }
    const { desired, ref } = await source.desiredOf({ ...proxy, policyPath: path }, ctx.now)
    if (desired.kind !== 'file') return { kind: 'not-a-policy', detail: `${path} is not on ${ref}.` }
    await tx.proxy.update({ where: { id: proxy.id }, data: { policyPath: path } })
    await tx.proxyPath.create({
      data: { proxyId: proxy.id, policyPath: path, since: ctx.now, changedBy: ctx.actor.login },
    })
    const detail = { from: proxy.policyPath, to: path }
    await tx.auditEvent.create({
      data: auditRow(ctx, { action: 'proxy.path-changed', subject: proxy.name, detail }),
    })
    await notifyWith(tx, ctx, 'fleet', [proxy.name])
    return { kind: 'changed', path, id: proxy.id }
  })
  if (id !== undefined) requests.wake(id)
  return result
}

/** The full path of a policy given relative to the root or in full, or null when no policy can lie there. */
export function policyPathIn(given: string, root: string): string | null {
  const full = given.startsWith(`${root}/`) ? given : `${root}/${given}`
  const relative = full.slice(root.length + 1)
  const path = fromRoot(relative, root)
  return path !== null && isPolicyPath(path, root) && !/\p{Cc}/u.test(path) ? path : null
}
