import type { PolicyPath } from '../locate'
import type { Range } from '../yaml/node'
import type { RefusalCode } from './edits'

/** Stops an edit. Thrown inside this folder and caught by `applyEdits` and `applyToPolicy`; callers outside see a value. */
export class EditFailure extends Error {
  override readonly name = 'EditFailure'

  /**
   * @param message a plain sentence that says what to do
   * @param at the place as a path of the policy, or as a range of the text; `null` for the start of the file
   */
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly at: PolicyPath | Range | null = null,
  ) {
    super(message)
  }
}
