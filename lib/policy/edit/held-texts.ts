import type { LoadedPolicy } from '../parse-policy'
import { loadEditable } from './editable-text'

/** Before an edit, after it, and what both started from; each is many times the size of its text. */
const MOST = 3

/** The texts that were edited last, as they were loaded: an edit to one of them reads only what it writes. */
export class HeldTexts {
  /** By the text, the one used last at the end. */
  private readonly loaded = new Map<string, LoadedPolicy>()

  /** Throws an `EditFailure` when the text cannot be edited. */
  load(text: string): LoadedPolicy {
    const loaded = this.find(text) ?? loadEditable(text)
    this.keep(loaded, text)
    return loaded
  }

  find(text: string): LoadedPolicy | null {
    return this.loaded.get(text) ?? null
  }

  keep(loaded: LoadedPolicy, text = loaded.document.text): void {
    this.loaded.delete(text)
    this.loaded.set(text, loaded)
    for (const oldest of this.loaded.keys()) {
      if (this.loaded.size <= MOST) break
      this.loaded.delete(oldest)
    }
  }
}
