import type { Edit } from '@/lib/policy/edit/edits'

/** Makes edits that belong together: one step of undo, all or none. */
export type OnEdits = (...edits: Edit[]) => void
