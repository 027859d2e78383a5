'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { Edit } from '@/lib/policy/edit/edits'
import type { Candidates } from './fetch-candidates'

interface CandidateDialogProps {
  readonly want: 'deny' | 'allow'
  /** `none`: the branch has no policy for this call that can be edited. */
  readonly found: Candidates | 'none'
  /** Opens a draft with these edits; false when it could not be started. */
  readonly onOpen: (found: Candidates, edits: readonly Edit[]) => Promise<boolean>
  readonly onClose: () => void
}

/** How much to deny or allow, from the narrowest; the choice opens in the editor as unsent edits. */
export function CandidateDialog({ want, found, onOpen, onClose }: CandidateDialogProps) {
  const [chosen, setChosen] = useState(0)
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const open = async () => {
    if (found === 'none') return
    setState('busy')
    if (!(await onOpen(found, found.candidates[chosen]?.edits ?? []))) setState('failed')
  }
  return (
    <Dialog
      open
      title={want === 'deny' ? 'Deny calls like this' : 'Allow calls like this'}
      description="A draft of yours opens in the editor. Nothing changes before a pull request is merged."
      onOpenChange={(next) => !next && onClose()}
      footer={
        <Button variant="primary" disabled={found === 'none' || state === 'busy'} onClick={() => void open()}>
          {state === 'failed' ? 'Could not start a draft, try again' : 'Open in the editor'}
        </Button>
      }
    >
      {found === 'none' ? (
        <p className="deny">The branch has no policy for this call that can be edited.</p>
      ) : (
        <Choices want={want} found={found} chosen={chosen} onChoose={setChosen} />
      )}
    </Dialog>
  )
}

interface ChoicesProps {
  readonly want: 'deny' | 'allow'
  readonly found: Candidates
  readonly chosen: number
  readonly onChoose: (index: number) => void
}

function Choices({ want, found, chosen, onChoose }: ChoicesProps) {
  const { candidates, refusal } = found
  if (candidates.length === 0)
    return (
      <p className="mid">
        {refusal === null
          ? 'No rule of the policy on the branch is known to deny this call: the one that did has gone, or the log does not name it. In the editor you see what it does now.'
          : `The rule that denies it cannot be changed from here. ${refusal}`}
      </p>
    )
  return candidates.map((one, index) => (
    <label key={one.title} className="cand">
      <input type="radio" name="candidate" checked={index === chosen} onChange={() => onChoose(index)} />
      <span>
        <b className="b">{one.title}</b>
        <Breadth index={index} of={candidates.length} isOrdered={want === 'deny'} />
        <span className="s mid" style={{ display: 'block' }}>
          {one.note ?? sayCount(one.calls, found)}
        </span>
      </span>
    </label>
  ))
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
