'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { MeaningList } from '@/components/change/meaning-list'
import { OwnersList } from '@/components/change/owners-list'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import { draftReducer, startState } from '@/components/change/editor/draft-state'
import { judgeText, meaningOf } from '@/components/change/editor/judge-text'
import { sayRefusal } from '@/components/change/editor/say-refusal'
import { SubmitDialog, type Submission } from '@/components/change/editor/submit-dialog'
import { ToolForm } from '@/components/change/editor/tool-form'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { Note } from '@/components/ui/note'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { draftText } from '@/lib/changes/draft-file'
import type { DraftView } from '@/lib/changes/get-draft'
import { routes } from '@/lib/routes'
import { submitDraft } from './send-draft'
import { useSavedDraft } from './use-saved-draft'

/** The editor: a form or the text on the left, what will change and what it means on the right. */
export function DraftEditor({ draft }: { draft: DraftView }) {
  const [state, dispatch] = useReducer(draftReducer, draft.files, startState)
  const [asText, setAsText] = useState(false)
  const [tool, setTool] = useState<string | null>(null)
  const { revision, saving, saveNow } = useSavedDraft(draft, state)
  const index = 0
  const file = state.files[index]
  const base = file?.base ?? ''
  const result = useMemo(
    () => (file === undefined ? { kind: 'deleted' as const } : draftText(file, base)),
    [file, base],
  )
  const text = result.kind === 'deleted' ? '' : result.text
  const before = useMemo(() => judgeText(base), [base])
  const after = useMemo(() => judgeText(text), [text])
  const meaning = useMemo(() => meaningOf(before, after), [before, after])
  if (file === undefined) return <PanelEmpty title="No file">This draft holds no file.</PanelEmpty>
  const policy = after.policy
  const chosen = tool ?? lastTool(file.edits) ?? policy?.tools.keys().next().value ?? ''
  const edit = (one: Parameters<typeof draftReducer>[1]) => dispatch(one)
  const form = policy !== null && !asText && result.kind !== 'refused'
  return (
    <>
      {result.kind === 'refused' && (
        <Note
          glyph="note"
          tone="drift"
          title={result.refusal.reason}
          action={<Button onClick={() => edit({ kind: 'undo' })}>Take it back</Button>}
        >
          The form does not guess. Take the last edit back, or write it in the text.
        </Note>
      )}
      <div className="row wrap" style={{ gap: 8, margin: '8px 0 12px' }}>
        <Segmented
          label="Form or text"
          size="normal"
          value={asText ? 'text' : 'form'}
          options={[
            { value: 'form', label: 'Form' },
            { value: 'text', label: 'Text' },
          ]}
          onChange={(view) => setAsText(view === 'text')}
        />
        <Button disabled={state.past.length === 0} onClick={() => edit({ kind: 'undo' })}>
          Undo
        </Button>
        <Button disabled={state.future.length === 0} onClick={() => edit({ kind: 'redo' })}>
          Redo
        </Button>
        <span className="s dim" role="status">
          {saving}
        </span>
      </div>
      <div className="grid two">
        <div className="stack">
          {form ? (
            <ToolForm
              policy={policy}
              tool={chosen}
              onTool={setTool}
              onEdit={(one) => edit({ kind: 'edit', file: index, edit: one })}
            />
          ) : (
            <section className="panel" aria-label="Policy as text">
              <textarea
                className="in mono"
                style={{ width: '100%', minHeight: 480, border: 0 }}
                aria-label="YAML"
                spellCheck={false}
                value={text}
                onChange={({ target }) => edit({ kind: 'write', file: index, text: target.value })}
              />
            </section>
          )}
          <DiffPanel path={file.path ?? ''} before={base} after={text} />
        </div>
        <aside className="stack">
          <Effect meaning={meaning} />
          <Panel title="Who must agree" note="predicted from CODEOWNERS">
            <OwnersList rows={draft.owners} />
          </Panel>
        </aside>
      </div>
      <SubmitBar
        draft={draft}
        problems={after.problems}
        changed={text !== base}
        suggestion={meaning?.differences[0]?.text ?? ''}
        revision={revision}
        saveNow={saveNow}
      />
    </>
  )
}

/** Where the person was when they left. */
function lastTool(edits: DraftView['files'][number]['edits']): string | null {
  const last = edits.findLast((one) => 'tool' in one && one.op !== 'remove-tool')
  return last !== undefined && 'tool' in last ? last.tool : null
}

function Effect({ meaning }: { meaning: ReturnType<typeof meaningOf> }) {
  return (
    <Panel title="What it means" note="loosens first, each with a call that proves it">
      {meaning === null ? (
        <PanelEmpty title="Not known">Both sides must be valid to be compared.</PanelEmpty>
      ) : (
        <MeaningList comparison={meaning} />
      )}
    </Panel>
  )
}

interface SubmitBarProps {
  readonly draft: DraftView
  readonly problems: ReturnType<typeof judgeText>['problems']
  readonly changed: boolean
  readonly suggestion: string
  readonly revision: { readonly current: number }
  readonly saveNow: () => Promise<boolean>
}

function SubmitBar({ draft, problems, changed, suggestion, revision, saveNow }: SubmitBarProps) {
  const [open, setOpen] = useState(false)
  const [step, setStep] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const router = useRouter()
  const alive = useRef(true)
  useEffect(() => () => void (alive.current = false), [])
  const submit = async (submission: Submission) => {
    setRefusal(null)
    setStep('check')
    if (!(await saveNow())) {
      setStep(null)
      setRefusal('The draft could not be saved first. Try again in a moment.')
      return
    }
    const input = { ...submission, revision: revision.current }
    const result = await submitDraft(draft.id, input, setStep).catch(() => ({ kind: 'unreachable' as const }))
    if (!alive.current) return
    setStep(null)
    if (result.kind === 'opened') router.push(routes.change(result.number))
    else setRefusal(sayRefusal(result))
  }
  const label =
    problems.length > 0
      ? `Fix ${countOf(problems.length, 'error')} to submit`
      : changed
        ? 'Submit as a pull request'
        : 'Change something to submit'
  return (
    <section className="panel pad" style={{ marginTop: 24 }} aria-label="Problems and submission">
      {problems.length > 0 && (
        <ul className="rows" aria-label="Problems">
          {problems.slice(0, 20).map(({ line, message }) => (
            <li key={`${line} ${message}`} className="deny">
              line {line}: <span className="mono">{message}</span>
            </li>
          ))}
        </ul>
      )}
      <Button variant="primary" disabled={problems.length > 0 || !changed} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && (
        <SubmitDialog
          open={open}
          onOpenChange={setOpen}
          start={{
            title: draft.title || suggestion.slice(0, 120),
            description: draft.description,
            asDraft: false,
          }}
          step={step}
          refusal={refusal}
          onSubmit={(submission) => void submit(submission)}
        />
      )}
    </section>
  )
}
