import * as z from 'zod'
import type { Context } from '@/lib/context'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import { describeRule } from '@/lib/policy/describe/describe-rule'
import { findRule } from '@/lib/policy/find-rule'
import { broughtAny } from '@/lib/repository/brought-by'
import { readPolicy } from '@/lib/repository/read-policy'
import { parseDecisionId } from './decision-id'
import { readEventRest, type RecordedArguments } from './event-rest'
import { LOG_COLUMNS, LOG_JOINS, toDecisionRow, type DecisionRow, type LogRow } from './list-decisions'

/** The rule that decided, where it stands in the file that ran. */
export interface DecidedRule {
  readonly tool: string
  readonly index: number
  /** 1-based, in the content that ran. */
  readonly line: number
  readonly lastLine: number
  readonly text: string
  /** The rule in plain words. */
  readonly reading: string
}

/** Why a call was answered so, and who agreed to it. What is not known is null. */
export interface DecisionDetail extends DecisionRow {
  /** 64 hex. */
  readonly argsHash: string | null
  readonly argKeys: readonly string[] | null
  /** The MCP client as it names itself; only our own proxy knows it. */
  readonly agent: string | null
  /** Only where the operator named them to our own proxy. */
  readonly args: RecordedArguments | null
  readonly receivedAt: Date
  /** Git blob of the policy that ran, when its content is in git. */
  readonly blob: string | null
  readonly decidedBy: DecidedRule | null
  /**
   * Full repository path of the file whose content answered, where a commit has it: of a proxy that was just moved, the one of before. Else
   * `policyPath`.
   */
  readonly ranPath: string | null
  /** Full repository path of the policy that the proxy has now, where what is to hold from now on is changed; of a retired one, `ranPath`. */
  readonly followsPath: string | null
  /** The commit that brought this content to the tracked branch, and what superseded it. */
  readonly commit: { readonly sha: string; readonly supersededBy: string | null } | null
  readonly change: {
    readonly number: number
    readonly title: string
    /** Who opened its pull request. */
    readonly draftedBy: string
    /** As recorded at the merge; null while the forge was not asked about it yet. */
    readonly approvedBy: readonly string[] | null
    readonly mergedBy: string | null
  } | null
}

interface DetailRow extends LogRow {
  args_hash: Buffer | null
  arg_keys: string[] | null
  payload: unknown
  received_at: Date
  blob: string | null
  follows: string | null
  /** What its proxy had been given by then, the newest first: until it took the newest, it ran one of before. */
  paths: string[]
}

/** One decision with its chain: rule → lines → commit → pull request → approver. Null when there is none with this id. */
export async function getDecision({
  ctx,
  parts,
  id,
}: {
  readonly ctx: Context
  readonly parts: { readonly mirror: Mirror; readonly history: RefHistory }
  readonly id: string
}): Promise<DecisionDetail | null> {
  const key = parseDecisionId(id)
  if (key === null) return null
  const { rows } = await ctx.db.pool.query<DetailRow>(
    `SELECT ${LOG_COLUMNS}, d.args_hash, d.arg_keys, d.payload, d.received_at, g.blob, CASE WHEN p.retired_at IS NULL THEN p.policy_path END AS follows,
       ARRAY(SELECT policy_path FROM proxy_path WHERE proxy_id = p.id AND since <= d.at ORDER BY since DESC, id DESC) AS paths
     FROM decision d ${LOG_JOINS}
     JOIN repository o ON o.number = d.repository
     WHERE o.id = $1 AND d.at = timestamptz 'epoch' + $2::bigint * interval '1 microsecond' AND d.file = $3 AND d."offset" = $4`,
    [ctx.repositoryId, key.at, key.file, key.offset],
  )
  const [row] = rows
  if (row === undefined) return null
  const decision = toDecisionRow(row)
  const { agent, args } = readEventRest(row.payload)
  const { commit, ranPath } = findCommit(parts.history, [decision.policyPath, ...row.paths], row.blob)
  return {
    ...decision,
    argsHash: row.args_hash?.toString('hex') ?? null,
    argKeys: row.arg_keys,
    agent,
    args,
    receivedAt: row.received_at,
    blob: row.blob,
    ranPath,
    followsPath: row.follows ?? ranPath,
    decidedBy: row.blob === null ? null : await findDecidingRule(parts.mirror, row.blob, decision),
    commit,
    change: commit === null ? null : await findChange(ctx, commit.sha),
  }
}

function findCommit(
  { index }: RefHistory,
  paths: readonly (string | null)[],
  blob: string | null,
): Pick<DecisionDetail, 'commit' | 'ranPath'> {
  for (const path of blob === null ? [] : paths) {
    const interval = path === null || blob === null ? undefined : index.intervalsOf(path, blob).at(-1)
    if (interval !== undefined)
      return { commit: { sha: interval.introducedBy, supersededBy: interval.supersededBy }, ranPath: path }
  }
  return { commit: null, ranPath: paths[0] ?? null }
}

async function findDecidingRule(
  mirror: Mirror,
  blob: string,
  { tool, rule }: DecisionRow,
): Promise<DecidedRule | null> {
  const content = await readPolicy(mirror.objects, blob)
  if (rule === null || content.kind !== 'valid') return null
  const place = findRule(content.loaded.policy, tool, rule)
  if (place === null) return null
  const { line, start, end } = content.loaded.positions.locate(['tools', place.tool, 'rules', place.index])
  const lastLine = line + content.text.slice(start, end).trimEnd().split('\n').length - 1
  return {
    tool: place.tool,
    index: place.index,
    line,
    lastLine,
    text: withoutIndent(content.text.split('\n').slice(line - 1, lastLine)),
    reading: describeRule(place.rule, place.tool).text,
  }
}

/** Whole lines, moved left by what all of them share. */
function withoutIndent(lines: readonly string[]): string {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length)
  const shared = Math.min(...indents)
  return lines.map((line) => line.slice(shared).trimEnd()).join('\n')
}

/** As lib/changes stores it at the merge. */
const approval = z.object({
  approvals: z.array(z.object({ login: z.string() })),
  mergedBy: z.string().nullable(),
})

async function findChange(ctx: Context, commit: string): Promise<DecisionDetail['change']> {
  const row = await ctx.db.prisma.changeRequest.findFirst({
    where: { repositoryId: ctx.repositoryId, ...broughtAny([commit]) },
    select: { number: true, title: true, openedBy: true, approval: true, mergedBy: true },
  })
  if (row === null) return null
  const taken = approval.safeParse(row.approval)
  return {
    number: row.number,
    title: row.title,
    draftedBy: row.openedBy,
    approvedBy: taken.success ? taken.data.approvals.map(({ login }) => login) : null,
    mergedBy: taken.success ? taken.data.mergedBy : row.mergedBy,
  }
}
