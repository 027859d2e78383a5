import type { StateThen } from '@/lib/fleet/proxy-then'

/** How what a proxy was at an instant is drawn and said. */
export const THEN_WORDS = {
  'in-sync': { glyph: 'in-sync', word: 'In sync' },
  other: { glyph: 'not-delivered', word: 'Ran something else' },
  'not-known': { glyph: 'unverified', word: 'Not known' },
  'not-running': { glyph: 'not-running', word: 'Not running' },
} as const satisfies Record<StateThen, { glyph: string; word: string }>
