import { createHash, randomUUID } from 'node:crypto'
import { batchEventLine, batchLine } from '@/lib/wire/decision-batch-write'

/** What a connector sends at most at once. */
export const ROWS_PER_BATCH = 5000

const TOOLS = 12
/** Between two decisions: a busy agent. */
const GAP_MS = 20

/**
 * Full batches of one event file in its order, as a connector sends them: the calls of the last minutes before `now`, in the format of
 * Intercept's events, 8 % denied by two rules of each tool.
 */
export function makeBatches(now: Date, count: number): Buffer[] {
  const fileId = randomUUID()
  const firstLine = digest(fileId)
  const began = now.getTime() - count * ROWS_PER_BATCH * GAP_MS
  let offset = 0
  return Array.from({ length: count }, (_, batch) => {
    const from = offset
    const events: string[] = []
    for (let index = 0; index < ROWS_PER_BATCH; index += 1) {
      const row = batch * ROWS_PER_BATCH + index
      const event = JSON.stringify(eventOf(row, began + row * GAP_MS))
      const place = { offset, length: event.length + 1, hash: digest(event).slice(0, 32) }
      events.push(batchEventLine(place, event))
      offset += place.length
    }
    const file = {
      kind: 'file',
      fileId,
      firstLine,
      instance: '988c5aa9',
      matched: true,
      from,
      to: offset,
    } as const
    const segment = { kind: 'segment', sha256: digest('policy'), blob: null, evidence: 3 } as const
    return Buffer.from(batchLine(file) + batchLine(segment) + events.join(''))
  })
}

function eventOf(row: number, at: number): Record<string, unknown> {
  const tool = `tool_${(row * 7 + (row % 5)) % TOOLS}`
  const denied = row % 25 < 2
  return {
    ts: new Date(at).toISOString(),
    type: 'tool_call',
    instance: '988c5aa9',
    tool,
    result: denied ? 'denied' : 'allowed',
    args_hash: `sha256:${digest(`arguments ${row % 400}`)}`,
    ...(denied ? { rule: `${tool} rule ${row % 2}`, message: `Not allowed by rule ${row % 2}.` } : {}),
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
