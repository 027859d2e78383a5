import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'
import { fromRoot, isPolicyPath } from '@/lib/repository/policy-path'
import type { PolicySource } from './policy-source'

export type ChangePathResult =
  | { readonly kind: 'changed'; readonly path: string }
  | { readonly kind: 'unchanged' | 'forbidden' | 'not-found' }
  | { readonly kind: 'not-a-policy'; readonly detail: string }

/**
 * Gives a proxy another policy to follow. For administrators: what a proxy may use is otherwise bound by the key it was enrolled
 * with. Appended to its history and to the audit trail.
 */
export async function changeProxyPath({
  ctx,
  source,
  input,
}: {
  ctx: Context<PersonActor>
  source: PolicySource
  input: { proxy: string; path: string }
}): Promise<ChangePathResult> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  const { configuration } = await source.head()
  const path = policyPathIn(input.path, configuration.root)
  if (path === null) {
    return { kind: 'not-a-policy', detail: `A policy is a .yaml file below ${configuration.root}/.` }
  }
  return ctx.db.prisma.$transaction(async (tx) => {
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
    return { kind: 'changed', path }
  })
}

/** The full path of a policy given relative to the root or in full, or null when no policy can lie there. */
export function policyPathIn(given: string, root: string): string | null {
  const full = given.startsWith(`${root}/`) ? given : `${root}/${given}`
  const relative = full.slice(root.length + 1)
  const path = fromRoot(relative, root)
  return path !== null && isPolicyPath(path, root) && !/\p{Cc}/u.test(path) ? path : null
}
