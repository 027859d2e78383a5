'use client'

import { Button } from '@/components/ui/button'
import { Refusal } from '@/components/ui/refusal'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import type { Started } from '../start-draft'
import { useStarting } from '../use-starting'

/** Longest title of a draft: an agent may call a tool anything. */
const LONGEST_TITLE = 256

interface DenyToolButtonProps {
  readonly tool: string
  /** Starts the draft that denies every call of the tool. */
  readonly start: (title: string) => Promise<Started>
}

/** Opens the smallest change that denies a tool in the editor, to be submitted as an emergency. */
export function DenyToolButton({ tool, start }: DenyToolButtonProps) {
  const title = `Deny ${printable(tool)} now`
  const { isBusy, refused, begin } = useStarting(
    () => start(title.slice(0, LONGEST_TITLE)),
    (draft) => routes.draft(draft, { tool, emergency: '1' }),
  )
  return (
    <>
      <Button variant="danger" disabled={isBusy} onClick={begin}>
        {title}
      </Button>
      {refused !== null && <Refusal refused={refused} small />}
    </>
  )
}
