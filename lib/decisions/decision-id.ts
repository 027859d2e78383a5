/** Where a decision stands in the order of the log; unique. */
export interface DecisionKey {
  /** Event time, microseconds since the Unix epoch, as decimal digits: more than a double holds exactly is not needed, but JSON must not round. */
  readonly at: string
  /** `event_file.number`. */
  readonly file: number
  /** Byte offset in the file, decimal digits. */
  readonly offset: string
}

/** The id of a decision in addresses, such as `1764163200000000-3-2048`. */
export function decisionId({ at, file, offset }: DecisionKey): string {
  return `${at}-${file}-${offset}`
}

/** The place right before a decision in the log, newest first: what lies below it begins with the decision. Undefined when the text is no id. */
export function placeAbove(id: string): string | undefined {
  const key = parseDecisionId(id)
  return key === null ? undefined : decisionId({ ...key, offset: String(BigInt(key.offset) + 1n) })
}

/** The place of an instant in the log: all decisions after it are newer. */
export function idAt(instant: Date): string {
  return decisionId({ at: `${instant.getTime()}000`, file: 0, offset: '0' })
}

/** Null when the text is no id. */
export function parseDecisionId(text: string): DecisionKey | null {
  const match = /^(\d{1,16})-(\d{1,9})-(\d{1,18})$/.exec(text)
  if (match === null) return null
  const [, at = '', file = '', offset = ''] = match
  return { at, file: Number(file), offset }
}
