'use client'

import { CopyButton } from './copy-button'

/** Copies the whole address of a page of this site. `path` begins with a slash. */
export function CopyLink({ path }: { path: string }) {
  return (
    <CopyButton
      text={() => new URL(path, window.location.origin).href}
      label="the permanent link"
      words="Copy link"
      className="btn ghost"
    />
  )
}
