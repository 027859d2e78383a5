'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { PanelLoading } from '@/components/ui/panel'
import type { CallCandidate } from '@/lib/policy/edit/call-candidate'
import { routes } from '@/lib/routes'
import { startDraft } from '../drafts/start-draft'
import { fetchCandidates, type Candidates } from './fetch-candidates'

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
          {data.refusal === null
            ? 'No rule of the policy on the branch is known to deny this call: the one that did has gone, or the log does not name it. In the editor you see what it does now.'
            : `The rule that denies it cannot be changed from here. ${data.refusal}`}
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
            <Breadth index={index} of={data.candidates.length} isOrdered={want === 'deny'} />
            <span className="s mid" style={{ display: 'block' }}>
              {one.note ?? sayCount(one.calls, data)}
            </span>
          </span>
        </label>
      ))}
    </Dialog>
  )
}

/** Which is the narrowest; ways to allow that stand beside one another, as one condition or the other, are in no such order. */
function Breadth({ index, of, isOrdered }: { index: number; of: number; isOrdered: boolean }) {
  if (of > 1 && index === of - 1) return <span className="s dim"> broadest</span>
  if (index === 0 && (of === 2 || (isOrdered && of > 2))) return <span className="s dim"> narrowest</span>
  return null
}

function sayCount(calls: number | null, { sampled, tool }: Candidates): string {
  return calls === null
    ? 'How many calls this is about cannot be counted: keys or values are not recorded.'
    : `${calls} of the ${sampled} newest calls of ${tool} with known keys.`
}

function focusWhenShown(choice: HTMLElement | null): void {
  choice?.focus()
}
