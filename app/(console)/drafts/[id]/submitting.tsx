import { Suspense, use, useState } from 'react'
import { WillRunOn } from '@/components/change/detail/will-run-on'
import type { DraftAbout } from '@/components/change/editor/draft-state'
import { sayRefusal, wayOutOf } from '@/components/change/editor/say-refusal'
import { type Submission, SubmitDialog } from '@/components/change/editor/submit-dialog'
import type { DraftView } from '@/lib/changes/get-draft'
import { submitDraft } from './submit-draft'
import { titleOf } from './title-of'
import type { DraftEditorProps, EditorModel } from './use-draft-editor'

interface SubmittingProps extends Pick<DraftEditorProps, 'branch' | 'plan'> {
  readonly model: EditorModel
}

/** The dialog of the submission: a draft without a title is called by what it does, until the person types one. */
export function Submitting({ model, branch, plan }: SubmittingProps) {
  const { effect, tests, submission, facts, files, one, answers, state, dispatch, setDialog, shownPath } =
    model
  const [isTitled, setIsTitled] = useState(state.about.title !== '')
  const { description, wishes } = state.about
  const title = isTitled ? state.about.title : titleOf(files, answers, shownPath)
  return (
    <SubmitDialog
      open
      onOpenChange={(open) => setDialog(open ? 'submit' : null)}
      submission={submissionOf({ title, description, wishes }, facts)}
      summary={{
        branch,
        paths: files.flatMap(({ file, isChanged }) =>
          isChanged ? [shownPath(file.path ?? file.basePath ?? '')] : [],
        ),
        effect,
        tests: tests.isCurrent ? tests.outcome : undefined,
        testsOf: shownPath(one?.file.path ?? one?.file.basePath ?? ''),
        owners: facts.owners,
        required: facts.required,
        isOnlyAsked: facts.notRequired !== null,
      }}
      onChange={(change) => {
        if (change.title !== undefined) setIsTitled(true)
        dispatch({ kind: 'describe', about: aboutOf(change, wishes) })
      }}
      shortWay={facts.emergency}
      runsOn={
        <Suspense fallback={null}>
          <RunsOn plan={plan} />
        </Suspense>
      }
      step={submission.step}
      refusal={submission.refusal === null ? null : sayRefusal(submission.refusal)}
      wayOut={submission.refusal === null ? null : wayOutOf(submission.refusal)}
      onSubmit={(input) => void submission.submit(input, submitDraft)}
    />
  )
}

/** Which proxies get it by the merge. */
function RunsOn({ plan }: Pick<DraftEditorProps, 'plan'>) {
  const known = use(plan)
  return known === null ? null : (
    <WillRunOn title="Then it runs on" fleet={known.affected} last={known.last} />
  )
}

/** A repository that has prepared no short way has none to go, whatever was wished before. */
function submissionOf(
  { wishes, ...about }: DraftAbout,
  { emergency }: Pick<DraftView, 'emergency'>,
): Submission {
  const { reason, ...rest } = wishes
  return { ...about, ...rest, emergency: emergency === null || reason === null ? undefined : { reason } }
}

/** What the dialog changed, as the draft keeps it. */
function aboutOf(change: Partial<Submission>, wishes: DraftAbout['wishes']): Partial<DraftAbout> {
  const { title, description, asDraft = wishes.asDraft, labels = wishes.labels } = change
  const reason = 'emergency' in change ? (change.emergency?.reason ?? null) : wishes.reason
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    wishes: { asDraft, labels: [...labels], reason },
  }
}
