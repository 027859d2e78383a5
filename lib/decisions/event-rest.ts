import * as z from 'zod'

/** What our own proxy writes into an event beside what has a column; null where it is not there. */
export interface EventRest {
  /** The MCP client as it names itself. */
  readonly agent: string | null
  /** The id that a denial tells the agent. */
  readonly told: string | null
  readonly args: RecordedArguments | null
}

/** Values that the operator had the proxy record; it masks and cuts them before it writes. */
export interface RecordedArguments {
  /** `value` is JSON, cut where it is long. */
  readonly values: readonly { readonly name: string; readonly value: string }[]
  /** How many more there are. */
  readonly more: number
  /** Why none was kept, of these or of all that the event said besides; null where they were. */
  readonly leftOut: string | null
}

/** The event's instance and the number that the event has there: `988c5aa9-12`. */
const TOLD = /^[0-9a-f]{8}-[1-9]\d{0,14}$/

/** As many as our own proxy records. */
const MOST_VALUES = 100
const LONGEST_VALUE = 400

const client = z.object({ client: z.object({ name: z.string(), version: z.string().default('') }) })
const decision = z.object({ decision: z.string().regex(TOLD) })
const members = z.record(z.string(), z.unknown())

/** Whether a text has the form of an id that a denial tells. */
export function isToldId(text: string): boolean {
  return TOLD.test(text)
}

/** Reads what was kept of an event besides its columns; whatever writes events may have put anything there. */
export function readEventRest(payload: unknown): EventRest {
  const named = client.safeParse(payload)
  const told = decision.safeParse(payload)
  const kept = members.safeParse(payload)
  return {
    agent: named.success ? `${named.data.client.name} ${named.data.client.version}`.trim() : null,
    told: told.success ? told.data.decision : null,
    args: kept.success ? readArguments(kept.data) : null,
  }
}

/** `storableJson` says what it left out in place of it: of the values, or of all. */
function readArguments(rest: Readonly<Record<string, unknown>>): RecordedArguments | null {
  const reason = leftOutOf(rest.args) ?? leftOutOf(rest)
  if (reason !== null) return { values: [], more: 0, leftOut: reason }
  const args = members.safeParse(rest.args)
  if (!args.success) return null
  const all = Object.entries(args.data)
  const values = all
    .slice(0, MOST_VALUES)
    .map(([name, value]) => ({ name: shortened(name), value: shortened(JSON.stringify(value)) }))
  return { values, more: all.length - values.length, leftOut: null }
}

const leftOut = z.strictObject({ 'left out': z.string().regex(/^(\d+ characters|nested too deeply)$/) })

function leftOutOf(kept: unknown): string | null {
  const parsed = leftOut.safeParse(kept)
  return parsed.success ? parsed.data['left out'] : null
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text
}
