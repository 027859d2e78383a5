/** How a commit came to its branch, in a word that follows “at the”: by a pull request, or in a way that is not known to be one. */
export type Landing = 'merge' | 'landing'

export const LANDED = { merge: 'merged', landing: 'landed' } as const satisfies Record<Landing, string>
