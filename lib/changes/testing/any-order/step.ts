import type { Death } from './lifeline'

/** What happens next: which operation, and two numbers that it chooses by. */
export interface Step {
  readonly operation: number
  readonly which: number
  readonly how: number
  /** The app dies in it after so many sends, if it has so many; null lets it live. */
  readonly dies: {
    readonly after: number
    readonly death: Death
    /** Another process takes its place; else its connections broke, and it goes on. */
    readonly restarts: boolean
  } | null
}

export type Operations = Readonly<Record<string, (which: number, how: number) => Promise<unknown>>>

export function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)]
}
