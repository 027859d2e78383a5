'use client'

import { Button } from '@/components/ui/button'
import { Refusal } from '@/components/ui/refusal'
import { apiRoutes, routes } from '@/lib/routes'
import { askForDraft } from '../start-draft'
import { useStarting } from '../use-starting'

interface RevertButtonProps {
  readonly commit: string
  /** Of the change. */
  readonly title: string
  readonly word?: string
  readonly small?: boolean
  readonly isDanger?: boolean
}

/** Starts a draft that restores what a commit changed, and goes there. */
export function RevertButton({
  commit,
  title,
  word = 'Draft a revert',
  small = false,
  isDanger = false,
}: RevertButtonProps) {
  const { isBusy, refused, begin } = useStarting(
    () => askForDraft(apiRoutes.revertCommit(commit), { title: `Revert "${title}"`.slice(0, 256) }),
    routes.draft,
  )
  return (
    <>
      <Button
        size={small ? 'small' : undefined}
        variant={isDanger ? 'danger' : undefined}
        disabled={isBusy}
        onClick={begin}
      >
        {word}
        {small && <span className="sr"> {title}</span>}
      </Button>
      {refused !== null && <Refusal refused={refused} small />}
    </>
  )
}
