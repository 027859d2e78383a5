import type { DraftAbout, EditedFile } from '@/components/change/editor/draft-state'

/** What this tab could not save yet; it outlives a reload of the tab, and never leaves it. */
export interface UnsavedWork {
  /** Of the draft that it was typed on. */
  readonly revision: number
  readonly files: readonly EditedFile[]
  readonly about: DraftAbout
}

const KEY = 'lockstep.unsaved.'

/** Keeps the work until it is saved. Storage that is full or forbidden keeps nothing: the page itself still has it. */
export function keepUnsaved(id: string, work: UnsavedWork): void {
  try {
    sessionStorage.setItem(KEY + id, JSON.stringify(work))
  } catch {
    // The page warns before it is left while something is unsaved.
  }
}

export function forgetUnsaved(id: string): void {
  try {
    sessionStorage.removeItem(KEY + id)
  } catch {
    // Nothing was kept either.
  }
}

/** What an earlier page of this tab left behind; null when there is nothing. */
export function findUnsaved(id: string): UnsavedWork | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY + id) ?? 'null')
    return value === null ? null : asUnsaved(value)
  } catch {
    return null
  }
}

/** Only this module writes under the key. */
function asUnsaved(value: unknown): UnsavedWork {
  return value as UnsavedWork
}
