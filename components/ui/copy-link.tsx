'use client'

import { copiedAddress } from './copied-address'
import { CopyButton } from './copy-button'

/** Copies the whole address of a page of this site. `path` begins with a slash. */
export function CopyLink({ path }: { path: string }) {
  return (
    <CopyButton
      text={() => copiedAddress(path, window.location.href)}
      label="the permanent link"
      words="Copy link"
      className="btn ghost"
    />
  )
}
