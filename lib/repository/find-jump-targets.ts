import { z } from 'zod'
import { type Context, roleAtLeast } from '@/lib/context'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import type { RuleReading } from '@/lib/policy/describe/describe-rule'
import type { Posture } from '@/lib/policy/describe/describe-tool'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import type { JumpTarget } from './jump-target'
import { commitsOf } from './find-revision'
import { type ListedPolicy, listPolicies } from './list-policies'

export const jumpInput = z.object({ q: z.string().max(200).default('') })

const MOST_PER_KIND = 6
const BARE = { mark: null, draft: null } as const

export interface JumpSource {
  readonly ctx: Context
  readonly mirror: Mirror
  readonly history: RefHistory
}

/**
 * What a few typed characters may mean: rules, tools and policies of the tracked tip, changes and proxies, at most six of each, best
 * first. `#` in front leaves only changes, `@` only proxies. A commit is found by the seven digits of its id
 * that screens show; a whole id or the address of a pull request is gone to directly.
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
  const [commits, changes, proxies] = await Promise.all([
    findCommits(source, text),
    findChanges(source.ctx, text),
    findProxies(source.ctx, text),
  ])
  const rules = best(policies.flatMap(rulesOf), text)
  const tools = best(policies.flatMap(toolsOf), text)
  const { actor } = source.ctx
  const mayEdit = actor.kind === 'person' && roleAtLeast(actor.role, 'write')
  return [
    ...commits,
    ...rules,
    ...tools,
    ...best(policies.map(asTarget), text),
    ...changes,
    ...proxies,
    ...(mayEdit ? rules.slice(0, MOST_TO_DO).map(asEdit) : []),
    ...tools.slice(0, MOST_TO_DO).map(asDecisions),
  ]
}

/** What can be done with a rule, of the best ones. */
const MOST_TO_DO = 2

function asEdit(rule: JumpTarget): JumpTarget {
  return { ...rule, kind: 'edit', mark: null }
}

function asDecisions({ label }: JumpTarget): JumpTarget {
  return { ...BARE, kind: 'decisions', label, note: '', href: routes.decisions({ tool: label }) }
}

function pasted(text: string): JumpTarget | null {
  if (/^[0-9a-f]{40}$/i.test(text)) return asCommit(text.toLowerCase())
  const number = Number(/^https?:\/\/\S+\/pull\/(\d{1,9})(?:[/?#]|$)/.exec(text)?.[1])
  return Number.isNaN(number)
    ? null
    : {
        ...BARE,
        kind: 'change',
        label: `#${number}`,
        note: 'the change of this pull request',
        href: routes.change(number),
      }
}

function asCommit(sha: string): JumpTarget {
  return {
    ...BARE,
    kind: 'commit',
    label: sha.slice(0, 7),
    note: 'policies at this commit',
    href: routes.policies({ at: sha }),
  }
}

/** Commits by the ids that screens show; what is shorter is rather a word. */
async function findCommits(source: JumpSource, text: string): Promise<JumpTarget[]> {
  if (!/^[0-9a-f]{7,39}$/i.test(text)) return []
  const commits = await commitsOf(source, text.toLowerCase())
  return commits.slice(0, MOST_PER_KIND).map(asCommit)
}

function asTarget({ path }: ListedPolicy): JumpTarget {
  return { ...BARE, kind: 'policy', label: printable(path), note: 'policy', href: routes.policy(path) }
}

function toolsOf({ path, state }: ListedPolicy): JumpTarget[] {
  if (!('figures' in state)) return []
  return state.figures.toolNames.map((tool, index) => ({
    draft: null,
    mark: markOf(state.figures.toolPostures[index]),
    kind: 'tool',
    label: printable(tool),
    note: printable(path),
    href: routes.policy(path, { tool }),
  }))
}

function markOf(posture: Posture | undefined): JumpTarget['mark'] {
  return posture === 'limited' ? 'limit' : (posture ?? null)
}

const RULE_MARKS = {
  conditions: 'conditions',
  limit: 'limit',
  deny: 'denied',
  invalid: 'rejected',
} as const satisfies Record<RuleReading['kind'], JumpTarget['mark']>

function rulesOf({ path, repositoryPath, state }: ListedPolicy): JumpTarget[] {
  if (!('figures' in state)) return []
  return state.figures.ruleNames.map(({ rule, tool, line, kind }) => ({
    kind: 'rule',
    mark: RULE_MARKS[kind],
    draft: { path: repositoryPath, tool },
    label: printable(rule),
    note: `${printable(path)} · line ${line}`,
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
    draft: null,
    mark: state === 'open' || state === 'merged' ? state : 'closed',
    kind: 'change',
    label: `#${number} ${printable(title)}`,
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
    draft: null,
    mark: null,
    kind: 'proxy',
    label: name,
    note: `${environment} · ${printable(policyPath)}`,
    href: routes.proxy(name),
  }))
}
