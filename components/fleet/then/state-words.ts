import type { StateThen } from '@/lib/fleet/proxy-then'

/**
 * How what a proxy was at an instant is drawn and said. Whether its connector was in contact then is not kept, so that no process on record
 * is not the same as the state "Not running", which needs a connector that reports.
 */
export const THEN_WORDS = {
  'in-sync': { glyph: 'in-sync', word: 'In sync' },
  other: { glyph: 'not-delivered', word: 'Ran something else' },
  'not-known': { glyph: 'unverified', word: 'Not known' },
  'not-running': { glyph: 'not-running', word: 'No process known' },
} as const satisfies Record<StateThen, { glyph: string; word: string }>
