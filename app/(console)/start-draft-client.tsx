'use client'

import { Button } from '@/components/ui/button'
import { ButtonKey } from '@/components/ui/kbd'
import { Refusal } from '@/components/ui/refusal'
import { apiRoutes, routes } from '@/lib/routes'
import { askForDraft } from './start-draft'
import { useStarting } from './use-starting'

interface StartDraftProps {
  /** A key of the page presses it by this. */
  readonly id: string
  readonly word: string
  /** That key, in capitals: it stands on the button. */
  readonly shortcut?: string
  /** Full repository paths of the files that the draft begins with; one that git does not have begins with this text. */
  readonly files: readonly (string | { readonly path: string; readonly text: string })[]
  readonly variant?: 'primary' | 'outline'
  readonly size?: 'small'
}

/** Starts a draft and goes there. */
export function StartDraft({ id, word, shortcut, files, variant = 'primary', size }: StartDraftProps) {
  const { isBusy, refused, begin } = useStarting(
    () =>
      askForDraft(apiRoutes.drafts(), {
        files: files.map((file) => (typeof file === 'string' ? { basePath: file } : file)),
      }),
    routes.draft,
  )
  return (
    <>
      <Button
        id={id}
        variant={variant}
        size={size}
        aria-keyshortcuts={shortcut?.toLowerCase()}
        disabled={isBusy}
        onClick={begin}
      >
        {word}
        {shortcut !== undefined && <ButtonKey>{shortcut}</ButtonKey>}
      </Button>
      {refused !== null && <Refusal refused={refused} small />}
    </>
  )
}
