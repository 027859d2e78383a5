import type { DecisionBatch } from '@/lib/wire/decision-batch-read'
import type { DecisionResult } from '@/lib/wire/decision-event'
import type { Dictionaries } from './dictionaries'
import type { FileRows, LogRow } from './log-row'
import type { RunningPolicies, RunningPolicy } from './running-policies'
import { storableJson, storableText } from './storable'
import type { PreparedBatch } from './store-batches'
import type { StoredRow } from './write-batch'

const RESULTS: Record<DecisionResult, 0 | 1 | 2> = { denied: 0, allowed: 1, 'would-deny': 2 }
const MAX_KEYS = 200

/** Where names become numbers and digests become policies; one per process. */
export interface LogNames {
  readonly dictionaries: Dictionaries
  readonly policies: RunningPolicies
}

export interface SentBatch {
  readonly repositoryId: string
  readonly proxyId: string
  readonly batch: DecisionBatch<FileRows>
}

/** Resolves everything of a batch that the log stores as a number. */
export async function prepareBatch(
  { dictionaries, policies }: LogNames,
  sent: SentBatch,
): Promise<PreparedBatch> {
  const { repositoryId, proxyId, batch } = sent
  const files = batch.parts
  const rows = files.flatMap((file) => file.rows.concat(file.outOfRange))
  const running = await runningPolicies(policies, repositoryId, rows)
  const ruleOf = (row: LogRow) => row.rule ?? attributedRule(row, running)
  const [repository, proxy, tool, message, rule] = await Promise.all([
    dictionaries.number('repository', repositoryId),
    dictionaries.number('proxy', proxyId),
    dictionaries.tools(
      sent,
      distinct(rows, (row) => row.tool),
    ),
    dictionaries.messages(
      sent,
      distinct(rows, (row) => row.message),
    ),
    dictionaries.rules(sent, distinct(rows, ruleOf)),
  ])
  if (repository === null || proxy === null) throw new Error('the proxy of the token has no row')
  const unmatched = new Set(files.filter(({ file }) => !file.matched).flatMap((file) => file.rows))
  const numbered = (row: LogRow, file: number): StoredRow => {
    const name = ruleOf(row)
    return {
      at: row.at,
      file,
      offset: row.offset,
      hash: row.hash,
      repository,
      proxy: unmatched.has(row) ? 0 : proxy,
      tool: tool(row.tool),
      result: RESULTS[row.result],
      rule: name === null ? 0 : rule(name),
      attributed: row.rule === null && name !== null,
      message: row.message === null ? 0 : message(row.message),
      digest: row.sha256 === null ? 0 : (running.get(row.sha256)?.id ?? 0),
      evidence: row.evidence,
      argsHash: row.argsHash,
      argKeys: row.argKeys?.slice(0, MAX_KEYS).map((key) => storableText(key, 200)) ?? null,
      payload: storableJson(row.rest),
    }
  }
  return { reporterId: proxyId, repositoryId, files, rejected: batch.rejected, numbered }
}

function attributedRule(row: LogRow, running: ReadonlyMap<string, RunningPolicy>): string | null {
  if (row.result === 'allowed' || row.message === null || row.sha256 === null) return null
  return running.get(row.sha256)?.attribute(row.tool, storableText(row.message)) ?? null
}

/** Policies of one batch that are looked up; each may be read and parsed. What ran under a further one is logged without it. */
const MOST_POLICIES = 64

async function runningPolicies(
  policies: RunningPolicies,
  repositoryId: string,
  rows: readonly LogRow[],
): Promise<Map<string, RunningPolicy>> {
  const blobs = new Map<string, string | null>()
  for (const { sha256, blob } of rows) {
    if (sha256 !== null && (blobs.has(sha256) || blobs.size < MOST_POLICIES))
      blobs.set(sha256, blobs.get(sha256) ?? blob)
  }
  const found = await Promise.all(
    [...blobs].map(
      async ([sha256, blob]) => [sha256, await policies.get(repositoryId, sha256, blob)] as const,
    ),
  )
  return new Map(found)
}

function distinct(rows: readonly LogRow[], read: (row: LogRow) => string | null): Set<string> {
  const values = new Set<string>()
  for (const row of rows) {
    const value = read(row)
    if (value !== null) values.add(value)
  }
  return values
}
