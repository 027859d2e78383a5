import { Candidates } from '@/components/change/editor/call/candidates'
import { CallCard } from '@/components/decision/call-card'
import { sameEdits } from '@/lib/policy/edit/same-edits'
import { routes } from '@/lib/routes'
import type { EditorModel } from '../use-draft-editor'
import type { ReadFile } from '../use-readings'

/** The call that the draft began with, and how much to deny or to allow: each choice is the draft, and the form goes on from it. */
export function CallView({ model, one }: { model: EditorModel; one: ReadFile }) {
  const { call, go, startOver, shownPath } = model
  if (call === null) return null
  const { decision, want, candidates, refusal, seen } = call
  const { key, edits, text } = one.file
  const chosen = text === null ? candidates.findIndex((candidate) => sameEdits(candidate.edits, edits)) : -1
  return (
    <div className="stack">
      <CallCard
        decision={decision}
        policy={shownPath(decision.ranPath ?? one.file.basePath ?? '')}
        seen={seen}
        back={routes.decisions({ d: decision.id })}
      />
      <Candidates
        want={want}
        candidates={candidates}
        refusal={refusal}
        shapes={seen.shapes}
        chosen={chosen}
        isOwn={chosen < 0 && one.isChanged}
        onChoose={(candidate) => startOver(key, candidate.edits)}
        onForm={() => go({ view: 'form' })}
      />
    </div>
  )
}
