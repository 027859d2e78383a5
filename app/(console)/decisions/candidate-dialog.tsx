'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { PanelLoading } from '@/components/ui/panel'
import type { CallCandidate } from '@/lib/policy/edit/call-candidates'
import { routes } from '@/lib/routes'
import { startDraft } from '../drafts/start-draft'
import { fetchCandidates } from './fetch-candidates'

interface CandidateDialogProps {
  readonly id: string
  readonly want: 'deny' | 'allow'
  readonly onClose: () => void
}

/** How much to deny or allow, from the narrowest; the choice opens in the editor as unsent edits. */
export function CandidateDialog({ id, want, onClose }: CandidateDialogProps) {
  const router = useRouter()
  const [chosen, setChosen] = useState(0)
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const { data, isError } = useQuery({
    queryKey: ['mirror', 'candidates', id, want],
    queryFn: ({ signal }) => fetchCandidates(id, want, signal),
  })
  const candidate = data?.candidates[chosen]
  const open = async (edits: CallCandidate['edits']) => {
    if (data === undefined) return
    setState('busy')
    const draft = await startDraft(data.path, edits).catch(() => null)
    if (draft === null) setState('failed')
    else router.push(routes.draft(draft, { tool: data.tool }))
  }
  return (
    <Dialog
      open
      title={want === 'deny' ? 'Deny calls like this' : 'Allow calls like this'}
      description="A draft of yours opens in the editor. Nothing changes before a pull request is merged."
      onOpenChange={(next) => !next && onClose()}
      footer={
        <Button
          variant="primary"
          disabled={data === undefined || state === 'busy'}
          onClick={() => void open(candidate?.edits ?? [])}
        >
          {state === 'failed' ? 'Could not start a draft, try again' : 'Open in the editor'}
        </Button>
      }
    >
      {isError && <p className="deny">The branch has no policy for this call that can be edited.</p>}
      {data === undefined && !isError && <PanelLoading rows={3} />}
      {data?.candidates.length === 0 && (
        <p className="mid">
          A rule of the policy denies this call, and no further rule can allow it: every rule has to let a
          call through. In the editor you change the rule that denies it.
        </p>
      )}
      {data?.candidates.map((one, index) => (
        <label key={one.title} className="cand">
          <input
            type="radio"
            name="candidate"
            // The answer comes after the dialog has opened.
            ref={index === 0 ? focusWhenShown : undefined}
            checked={index === chosen}
            onChange={() => setChosen(index)}
          />
          <span>
            <b className="b">{one.title}</b>
            {data.candidates.length > 1 && index === 0 && <span className="s dim"> narrowest</span>}
            {data.candidates.length > 1 && index === data.candidates.length - 1 && (
              <span className="s dim"> broadest</span>
            )}
            <span className="s mid" style={{ display: 'block' }}>
              {one.calls === null
                ? 'How many calls this is about cannot be counted: keys or values are not recorded.'
                : `${one.calls} of the ${data.sampled} newest calls of ${data.tool} with known keys.`}
            </span>
          </span>
        </label>
      ))}
    </Dialog>
  )
}

function focusWhenShown(choice: HTMLElement | null): void {
  choice?.focus()
}
