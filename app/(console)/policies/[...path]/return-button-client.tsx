'use client'

import { Button } from '@/components/ui/button'
import { Refusal } from '@/components/ui/refusal'
import { apiRoutes, routes } from '@/lib/routes'
import { askForDraft } from '../../start-draft'
import { useStarting } from '../../use-starting'

interface ReturnButtonProps {
  /** 40 hex. */
  readonly commit: string
  /** Full repository path. */
  readonly path: string
}

/** Starts a draft that gives the file the content of a commit, and goes there. */
export function ReturnButton({ commit, path }: ReturnButtonProps) {
  const { isBusy, refused, begin } = useStarting(
    () => askForDraft(apiRoutes.returnToCommit(commit), { path }),
    routes.draft,
  )
  return (
    <>
      <Button disabled={isBusy} onClick={begin}>
        Draft a return to {commit.slice(0, 7)}
      </Button>
      {refused !== null && <Refusal refused={refused} small />}
    </>
  )
}
