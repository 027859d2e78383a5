import { z } from 'zod'
import type { Context } from '@/lib/context'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import { routes } from '@/lib/routes'
import { type ListedPolicy, listPolicies } from './list-policies'
import { printableText } from './printable-text'

export const jumpInput = z.object({ q: z.string().max(200).default('') })

/** Somewhere to go. `label` is what is searched. */
export const jumpTarget = z.object({
  kind: z.enum(['rule', 'tool', 'policy', 'change', 'proxy', 'commit']),
  label: z.string(),
  note: z.string(),
  href: z.string(),
})
export type JumpTarget = z.infer<typeof jumpTarget>

const MOST_PER_KIND = 6

export interface JumpSource {
  readonly ctx: Context
  readonly mirror: Mirror
  readonly history: RefHistory
}

/**
 * What a few typed characters may mean: rules, tools and policies of the tracked tip, changes and proxies, at most six of each, best
 * first. `#` in front leaves only changes, `@` only proxies. A whole commit id or the address of a pull request is gone to directly.
 */
export async function findJumpTargets(
  source: JumpSource,
  input: z.input<typeof jumpInput>,
): Promise<JumpTarget[]> {
  const text = jumpInput.parse(input).q.trim()
  if (text === '') return []
  if (text.startsWith('#')) return findChanges(source.ctx, text.slice(1).trim())
  if (text.startsWith('@')) return findProxies(source.ctx, text.slice(1).trim())
  const direct = pasted(text)
  if (direct !== null) return [direct]
  const { index, tip } = source.history
  const position = index.positionOf(tip)
  const { policies } = await listPolicies(source.mirror, index, { commit: tip, position })
  const [changes, proxies] = await Promise.all([findChanges(source.ctx, text), findProxies(source.ctx, text)])
  return [
    ...best(policies.flatMap(rulesOf), text),
    ...best(policies.flatMap(toolsOf), text),
    ...best(policies.map(asTarget), text),
    ...changes,
    ...proxies,
  ]
}

function pasted(text: string): JumpTarget | null {
  if (/^[0-9a-f]{40}$/i.test(text)) {
    const sha = text.toLowerCase()
    return {
      kind: 'commit',
      label: sha.slice(0, 7),
      note: 'policies at this commit',
      href: routes.policies({ at: sha }),
    }
  }
  const number = Number(/^https?:\/\/\S+\/pull\/(\d{1,9})(?:[/?#]|$)/.exec(text)?.[1])
  return Number.isNaN(number)
    ? null
    : {
        kind: 'change',
        label: `#${number}`,
        note: 'the change of this pull request',
        href: routes.change(number),
      }
}

function asTarget({ path }: ListedPolicy): JumpTarget {
  return { kind: 'policy', label: printableText(path), note: 'policy', href: routes.policy(path) }
}

function toolsOf({ path, state }: ListedPolicy): JumpTarget[] {
  if (!('figures' in state)) return []
  return state.figures.toolNames.map((tool) => ({
    kind: 'tool',
    label: printableText(tool),
    note: printableText(path),
    href: routes.policy(path, { tool }),
  }))
}

function rulesOf({ path, state }: ListedPolicy): JumpTarget[] {
  if (!('figures' in state)) return []
  return state.figures.ruleNames.map(({ rule, tool, line }) => ({
    kind: 'rule',
    label: printableText(rule),
    note: `${printableText(path)} · line ${line}`,
    href: `${routes.policy(path, tool === '*' ? {} : { tool })}#L${line}`,
  }))
}

/** The best of those that contain the text: at the beginning first, then at the beginning of a word, then anywhere. */
function best(targets: readonly JumpTarget[], text: string): JumpTarget[] {
  const wanted = text.toLowerCase()
  return targets
    .map((target) => ({ target, rank: rankOf(target.label.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || a.target.label.length - b.target.label.length)
    .slice(0, MOST_PER_KIND)
    .map(({ target }) => target)
}

function rankOf(label: string, wanted: string): number {
  const at = label.indexOf(wanted)
  if (at < 0) return 3
  return at === 0 ? 0 : /[a-z0-9]/.test(label[at - 1] ?? '') ? 2 : 1
}

async function findChanges(ctx: Context, text: string): Promise<JumpTarget[]> {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : undefined
  const rows = await ctx.db.prisma.changeRequest.findMany({
    where: {
      repositoryId: ctx.repositoryId,
      OR: [{ title: { contains: text, mode: 'insensitive' } }, ...(number === undefined ? [] : [{ number }])],
    },
    orderBy: { number: 'desc' },
    take: MOST_PER_KIND,
    select: { number: true, title: true, state: true },
  })
  return rows.map(({ number, title, state }) => ({
    kind: 'change',
    label: `#${number} ${printableText(title)}`,
    note: state,
    href: routes.change(number),
  }))
}

async function findProxies(ctx: Context, text: string): Promise<JumpTarget[]> {
  const rows = await ctx.db.prisma.proxy.findMany({
    where: { repositoryId: ctx.repositoryId, retiredAt: null, name: { contains: text, mode: 'insensitive' } },
    orderBy: { name: 'asc' },
    take: MOST_PER_KIND,
    select: { name: true, environment: true, policyPath: true },
  })
  return rows.map(({ name, environment, policyPath }) => ({
    kind: 'proxy',
    label: name,
    note: `${environment} · ${printableText(policyPath)}`,
    href: routes.proxy(name),
  }))
}
