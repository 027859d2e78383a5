import { parseInstant, type ReadEvent } from './decision-event'

/** A line of a batch with an event, and what the event says; `read` is null where it is no JSON object. */
export interface ReadLine {
  readonly kind: 'event'
  readonly offset: number
  readonly length: number
  /** 32 hex digits. */
  readonly hash: string
  readonly read: ReadEvent | null
}

const PLAIN = String.raw`[^"\\\u0000-\u001f]*`
/** A decision as Intercept writes it, with its members in this order, as connectors send it (`batchEventLine`), where no text of it has to be decoded. */
const DECISION = new RegExp(
  String.raw`\{"kind":"event","offset":(0|[1-9]\d{0,14}),"length":([1-9]\d{0,14}),"hash":"([0-9a-f]{32})","event":` +
    String.raw`\{"ts":"(${PLAIN})","type":"tool_call","instance":"${PLAIN}"(?:,"tool":"(${PLAIN})")?,"result":"(allowed|denied)"` +
    String.raw`(?:,"args_hash":"sha256:([0-9a-f]{64})")?(?:,"rule":"(${PLAIN})")?(?:,"message":"(${PLAIN})")?\}\}(?![^\n])`,
  'y',
)

/**
 * Reads the line that begins at `start` when it is written so, as nearly all are; null for every other line, good or bad. JSON.parse and
 * looking at each member take three times as long, which is most of what it costs to take a decision; a test holds the two to the same answer.
 */
export function readPlainDecision(body: string, start: number): ReadLine | null {
  DECISION.lastIndex = start
  const found = DECISION.exec(body)
  if (found === null) return null
  // By their numbers: to take a match apart as a list costs as much as to find it.
  const at = parseInstant(found[4] ?? '')
  const read =
    at === null
      ? ({ kind: 'bad-event' } as const)
      : ({
          kind: 'decision',
          decision: {
            at,
            tool: found[5] ?? '',
            result: found[6] === 'allowed' ? 'allowed' : 'denied',
            rule: found[8] || null,
            message: found[9] || null,
            argsHash: found[7] ?? null,
            argKeys: null,
            policy: null,
            rest: null,
          },
        } as const)
  return { kind: 'event', offset: Number(found[1]), length: Number(found[2]), hash: found[3] ?? '', read }
}
