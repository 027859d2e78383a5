import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { sayRefusal, wayOutOf, type WayOut } from '@/components/change/editor/say-refusal'
import type { Submission } from '@/components/change/editor/submit-dialog'
import { routes } from '@/lib/routes'
import { submitDraft } from './send-draft'

interface SubmissionParts {
  readonly id: string
  readonly revision: { readonly current: number }
  readonly saveNow: () => Promise<boolean>
}

interface SubmissionState {
  /** The step that is done now; null when nothing runs. */
  readonly step: string | null
  readonly refusal: string | null
  /** What can be done about the refusal at once. */
  readonly wayOut: WayOut | null
  readonly submit: (submission: Submission) => Promise<void>
}

/** Submits a draft: saves it first, tells each step, and goes to the change when it is open. */
export function useSubmission({ id, revision, saveNow }: SubmissionParts): SubmissionState {
  const [step, setStep] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [wayOut, setWayOut] = useState<WayOut | null>(null)
  const router = useRouter()
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => void (alive.current = false)
  }, [])
  const submit = async (submission: Submission) => {
    setRefusal(null)
    setWayOut(null)
    setStep('check')
    if (!(await saveNow())) {
      setStep(null)
      setRefusal('The draft could not be saved first. Try again in a moment.')
      return
    }
    const input = { ...submission, revision: revision.current }
    const result = await submitDraft(id, input, setStep).catch(() => ({ kind: 'no-answer' as const }))
    if (!alive.current) return
    setStep(null)
    if (result.kind === 'opened') router.push(routes.change(result.number))
    else {
      setRefusal(sayRefusal(result))
      setWayOut(wayOutOf(result))
    }
  }
  return { step, refusal, wayOut, submit }
}
