/** Something that the doctor saw about a proxy of this host, or about the server. */
export interface Finding {
  readonly proxy: string
  readonly level: 'ok' | 'note' | 'problem'
  readonly what: string
  /** What to do; null when there is nothing to do. */
  readonly next: string | null
}

export type Check = Omit<Finding, 'proxy'>

export const ok = (what: string): Check => ({ level: 'ok', what, next: null })
export const note = (what: string, next: string): Check => ({ level: 'note', what, next })
export const problem = (what: string, next: string): Check => ({ level: 'problem', what, next })
