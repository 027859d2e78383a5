import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { Refusal } from '@/components/change/editor/say-refusal'
import type { Submission } from '@/components/change/editor/submit-dialog'
import { routes } from '@/lib/routes'
import type { submitDraft } from './submit-draft'
import type { SavedDraft } from './use-saved-draft'

interface SubmissionParts {
  readonly id: string
  readonly saved: Pick<SavedDraft, 'revision' | 'saveNow' | 'filesNow' | 'end'>
}

interface SubmissionState {
  /** The step that is done now; null when nothing runs. */
  readonly step: string | null
  readonly refusal: Refusal | null
  /** `send` comes with the dialog, which is fetched when it is opened. */
  readonly submit: (submission: Submission, send: typeof submitDraft) => Promise<void>
}

/** Submits a draft: saves it first, tells each step, and goes to the change when it is open. */
export function useSubmission({ id, saved }: SubmissionParts): SubmissionState {
  const [step, setStep] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const router = useRouter()
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => void (alive.current = false)
  }, [])
  const submit = async (submission: Submission, send: typeof submitDraft) => {
    setRefusal(null)
    setStep('check')
    if (!(await saved.saveNow())) {
      setStep(null)
      setRefusal({ kind: 'not-saved' })
      return
    }
    const sent = saved.filesNow()
    const input = { ...submission, revision: saved.revision.current }
    const result = await send(id, input, setStep).catch(() => ({ kind: 'no-answer' as const }))
    if (!alive.current) return
    setStep(null)
    if (result.kind === 'conflict' || result.kind === 'not-found') saved.end(result.kind)
    if (result.kind !== 'opened') setRefusal(result)
    // The dialog may be closed meanwhile: what is done to the files then is not in it, and must not go with the page.
    else if (saved.filesNow() === sent) router.push(routes.change(result.number))
    else {
      saved.end('submitted')
      setRefusal({ kind: 'left-behind', number: result.number })
    }
  }
  return { step, refusal, submit }
}
