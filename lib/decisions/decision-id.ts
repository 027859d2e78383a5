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

/** Null when the text is no id. */
export function parseDecisionId(text: string): DecisionKey | null {
  const match = /^(\d{1,16})-(\d{1,9})-(\d{1,18})$/.exec(text)
  if (match === null) return null
  const [, at = '', file = '', offset = ''] = match
  return { at, file: Number(file), offset }
}
