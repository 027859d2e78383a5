'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { EffectCounts } from '@/components/change/effect/effect-counts'
import { useTypedWaits } from '@/components/change/editor/use-told-later'
import { folderCrumbs } from '@/components/policy/folder-crumbs'
import { countOf } from '@/components/ui/format-number'
import { Button } from '@/components/ui/button'
import { ConfirmAction } from '@/components/ui/confirm-action'
import { fetchedLater } from '@/components/ui/fetched-later'
import { HelpLink } from '@/components/ui/help-link'
import { type Crumb, PageHeader } from '@/components/ui/page-header'
import { whyNot } from '@/components/ui/ask-server'
import type { Refused } from '@/components/ui/refusal'
import { Segmented } from '@/components/ui/segmented'
import { printable } from '@/lib/policy/describe/sentence'
import { apiRoutes, routes } from '@/lib/routes'
import { DraftNotes } from './draft-notes'
import { askServer } from '../../ask-server'
import { keepAsNewDraft } from './send-draft'
import type { DraftCall } from './read-call'
import { forgetUnsaved } from './unsaved-work'
import type { DraftEditorProps, EditorModel } from './use-draft-editor'
import type { DraftLook } from './use-place'
import type { ReadFile } from './use-readings'

// The server has just answered when they are wanted, and gives them, too.
const SignedOutNote = fetchedLater(
  'What happened to your sign-in',
  async () => (await import('./lost-notes')).SignedOutNote,
)
const LostNote = fetchedLater(
  'What happened to this draft',
  async () => (await import('./lost-notes')).LostNote,
)
const HalfSentNote = fetchedLater(
  'What became of the submission',
  async () => (await import('./lost-notes')).HalfSentNote,
)

const VIEWS: readonly { readonly value: DraftLook; readonly label: string }[] = [
  { value: 'form', label: 'Form' },
  { value: 'text', label: 'Text' },
  { value: 'diff', label: 'Diff' },
]

interface DraftHeadProps extends DraftEditorProps {
  readonly model: EditorModel
  readonly one: ReadFile
}

/** What this draft is, whether it is saved, how it is seen, and what the person must know before going on. */
export function DraftHead(props: DraftHeadProps) {
  const { draft, branch, model, one } = props
  const { saved, state, facts, effect, undo, redo, go, shownPath, call } = model
  const changed = model.files.filter(({ isChanged }) => isChanged).length
  const path = shownPath(one.file.path ?? one.file.basePath ?? '')
  const what = state.files.length > 1 ? countOf(state.files.length, 'file') : path
  return (
    <>
      <PageHeader
        title={
          <>
            {state.about.title === '' ? (callTitle(call) ?? `Draft of ${what}`) : state.about.title}{' '}
            <span className="tag dash">draft</span>
          </>
        }
        crumbs={[
          ...callCrumbs(call),
          ...crumbsOf(one.kind === 'policy' ? shownPath(one.file.basePath ?? '') : ''),
        ]}
        actions={
          <>
            <span className="s dim">
              Based on {branch}@<span className="mono">{draft.baseCommit.slice(0, 7)}</span>
              {' · '}
              <Saving saving={saved.saving} />
              {facts.changeNumber === null ? (
                ', not in git'
              ) : (
                <>
                  {' · its pull request is '}
                  <Link href={routes.change(facts.changeNumber)}>#{facts.changeNumber}</Link>
                </>
              )}
            </span>
            <Segmented
              label="How the draft is seen"
              size="normal"
              value={viewOf(model, one)}
              options={viewsOf(one, call)}
              onChange={(view) => go(view === 'call' ? { view, file: pathOfCall(model) } : { view })}
            />
            <Button disabled={state.past.length === 0} onClick={undo}>
              Undo
            </Button>
            <Button disabled={state.future.length === 0} onClick={redo}>
              Redo
            </Button>
            <DiscardButton id={draft.id} />
          </>
        }
      >
        {effect !== null && effect.verdict !== 'none' && changed > 1 ? (
          <>
            All changed files together: <EffectCounts effect={effect} />
          </>
        ) : undefined}
      </PageHeader>
      <Notes {...props} />
    </>
  )
}

/** What was typed a moment ago is not saved, though the draft does not have it yet. */
function Saving({ saving }: Pick<EditorModel['saved'], 'saving'>) {
  const waits = useTypedWaits()
  return (
    <span role="status">
      {waits && saving === 'Saved' ? 'Saving …' : saving}
      {saving.startsWith('Not saved') && (
        <>
          {'. '}
          <HelpLink topic="draft-not-saved" inNewTab />
        </>
      )}
    </span>
  )
}

/** Only policies have a form. */
function viewsOf({ kind, file }: ReadFile, call: DraftCall | null) {
  const views =
    kind === 'policy' || file.path === null ? VIEWS : VIEWS.filter(({ value }) => value !== 'form')
  return call === null ? views : [{ value: 'call' as const, label: 'Call' }, ...views]
}

/** Where the file hangs, with itself; drafts of files that git does not have hang below the changes. */
function crumbsOf(path: string): Crumb[] {
  if (path === '') return [{ name: 'Changes', href: routes.changes() }]
  const name = printable(path.slice(path.lastIndexOf('/') + 1))
  return [...folderCrumbs(path, undefined), { name, href: routes.policy(path) }]
}

/** In words, while the draft has no title. */
function callTitle(call: DraftCall | null): string | null {
  if (call === null) return null
  return `${call.want === 'deny' ? 'Deny' : 'Allow'} calls like one of ${printable(call.decision.tool)}`
}

/** A draft that began with a decision hangs below it. */
function callCrumbs(call: DraftCall | null): Crumb[] {
  if (call === null) return []
  const { id, at } = call.decision
  return [
    { name: 'Decisions', href: routes.decisions() },
    { name: at.toISOString().slice(11, 23), href: routes.decisions({ d: id }) },
  ]
}

function pathOfCall({ call, state }: EditorModel): string | null {
  return state.files.find(({ key }) => key === call?.file)?.path ?? null
}

/** The form needs a policy that can be loaded; the call, its own policy; a diff, a file that stays. Everything else is text. */
export function viewOf({ place, call }: EditorModel, { file, reading, kind }: ReadFile): DraftLook {
  if (place.view === 'diff') return file.path === null ? 'text' : 'diff'
  const look = place.view === 'call' && call?.file !== file.key ? 'form' : place.view
  return kind === 'policy' && (reading === null || reading.policy !== null) ? look : 'text'
}

function DiscardButton({ id }: { id: string }) {
  const router = useRouter()
  return (
    <ConfirmAction
      verb="Discard"
      trigger="ghost"
      title="Discard this draft?"
      act={() => askServer.deleteAt(apiRoutes.draft(id)).then(whyNot)}
      done={() => {
        forgetUnsaved(id)
        router.push(routes.changes())
      }}
    >
      What of it is in no pull request is nowhere else, not in git either: it is gone for good.
    </ConfirmAction>
  )
}

function Notes({ draft, model, one }: DraftHeadProps) {
  const { saved, state, facts, moved, resolving, refusal, setRefusal, setResolving, go, setGoTo, undo } =
    model
  const left = model.dialog === 'submit' ? null : model.submission.refusal
  const [unkept, setUnkept] = useState<Refused | null>(null)
  const keep = async () => {
    const made = await keepAsNewDraft({ ...state.about, files: state.files })
    if (!('id' in made)) return setUnkept(made)
    forgetUnsaved(draft.id)
    window.location.assign(routes.draft(made.id))
  }
  const leave = () => {
    forgetUnsaved(draft.id)
    window.location.reload()
  }
  return (
    <>
      {saved.isSignedOut && <SignedOutNote />}
      <div role="status">
        {left?.kind === 'unfinished' && (
          <HalfSentNote
            number={left.number}
            isMerged={left.isMerged}
            onSee={() => model.setDialog('submit')}
          />
        )}
      </div>
      {saved.lost !== null && (
        <LostNote reason={saved.lost} refused={unkept} onKeep={() => void keep()} onLeave={leave} />
      )}
      <DraftNotes
        others={{
          overlapping: facts.overlapping,
          moved: resolving === null ? moved : [],
          nameOf: model.shownPath,
          textOf: (key) => model.files.find(({ file }) => file.key === key)?.text ?? '',
          onResolve: setResolving,
          onDetach: (key) => {
            const text = model.files.find(({ file }) => file.key === key)?.reading?.text ?? ''
            model.dispatch({ kind: 'detach', file: key, text })
          },
          onDrop: (key) => model.dispatch({ kind: 'drop-file', file: key }),
          onRename: (key) => {
            go({ file: state.files.find((held) => held.key === key)?.path ?? null })
            model.setDialog('move-file')
          },
        }}
        refusal={refusal}
        onText={() => {
          go({ view: 'text' })
          setGoTo(refusal === null ? null : { line: refusal.position.line })
          setRefusal(null)
        }}
        onDismiss={() => setRefusal(null)}
        stuck={one.reading?.refusal ?? null}
        onUndo={undo}
      />
    </>
  )
}
