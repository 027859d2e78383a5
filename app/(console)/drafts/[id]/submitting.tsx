import { Suspense, use, useState } from 'react'
import { MeaningList } from '@/components/change/meaning-list'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import { WillRunOn } from '@/components/change/detail/will-run-on'
import type { EmergencyFieldsProps } from '@/components/change/editor/emergency-fields'
import type { DraftAbout } from '@/components/change/editor/draft-state'
import { FailingCases } from '@/components/change/editor/failing-cases'
import { explainRefusal, wayOutOf } from '@/components/change/editor/say-refusal'
import { StaleNote } from '@/components/change/editor/stale-note'
import { type Submission, SubmitDialog } from '@/components/change/editor/submit-dialog'
import { Icon } from '@/components/ui/icon'
import { Panel } from '@/components/ui/panel'
import type { DraftView } from '@/lib/changes/get-draft'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import { printable } from '@/lib/policy/describe/sentence'
import type { Edit } from '@/lib/policy/edit/edits'
import { submitDraft } from './submit-draft'
import { titleOf } from './title-of'
import { meaningOf } from './use-draft-effect'
import type { DraftEditorProps, EditorModel } from './use-draft-editor'
import { topics } from './use-readings'

interface SubmittingProps extends Pick<DraftEditorProps, 'branch' | 'plan'> {
  readonly model: EditorModel
}

/** The dialog of the submission: a draft without a title is called by what it does, until the person types one. */
export function Submitting({ model, branch, plan }: SubmittingProps) {
  const { effect, tests, submission, facts, files, answers, state, dispatch, setDialog, shownPath } = model
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
        tests: tests.all.map(({ texts, outcome, isCurrent }) => {
          return { of: shownPath(texts.path), outcome: isCurrent ? outcome : undefined }
        }),
        owners: facts.owners,
        required: facts.required,
        isOnlyAsked: facts.notRequired !== null,
        checks: facts.emergency?.checks.map(({ name }) => name) ?? [],
      }}
      onChange={(change) => {
        if (change.title !== undefined) setIsTitled(true)
        dispatch({ kind: 'describe', about: aboutOf(change, wishes) })
      }}
      shortWay={facts.emergency}
      settingsFault={facts.settingsFault}
      told={toldBy(model)}
      failing={<WhatFails model={model} />}
      says={<WhatItSays model={model} />}
      does={<WhatItDoes model={model} />}
      runsOn={
        <Suspense fallback={null}>
          <RunsOn plan={plan} />
        </Suspense>
      }
      step={submission.step}
      refusal={submission.refusal === null ? null : explainRefusal(submission.refusal)}
      wayOut={submission.refusal === null ? null : wayOutOf(submission.refusal)}
      onSubmit={(input) => void submission.submit(input, submitDraft)}
    />
  )
}

/** The cases that fail with this draft: the check on the pull request would fail by them. */
function WhatFails({ model: { tests, setDialog, shownPath } }: { model: EditorModel }) {
  return tests.all.map(({ texts, outcome, isCurrent }) => {
    if (!isCurrent || outcome?.kind !== 'ran' || outcome.report.failed === 0) return null
    const { path } = texts
    const show = (line: number) => {
      setDialog(null)
      tests.open(path, line)
    }
    return (
      <Panel
        key={path}
        title="Policy tests that fail"
        note={tests.all.length > 1 ? shownPath(path) : undefined}
      >
        <FailingCases
          report={outcome.report}
          texts={texts}
          onShow={show}
          onTests={(text) => tests.replace(path, text)}
        />
      </Panel>
    )
  })
}

/** What each policy's change means, as reviewers will read it in the description. */
function WhatItSays({ model: { files, answers, shownPath } }: { model: EditorModel }) {
  const meant = files.flatMap((one) => {
    const { path } = one.file
    const meaning =
      one.isChanged && one.kind === 'policy' && path !== null ? meaningOf(one, answers)?.meaning : null
    const isStale = answers(topics.compare(one.file.key), 'compare')?.isCurrent === false
    return path !== null && meaning?.kind === 'compared'
      ? [{ path, comparison: meaning.comparison, isStale }]
      : []
  })
  if (meant.length === 0) return null
  return (
    <details className="fd">
      <summary>
        <Icon name="right" /> What changes, as it will be said
      </summary>
      {meant.map(({ path, comparison, isStale }) => (
        <MeaningPanel
          key={path}
          title={printable(shownPath(path))}
          comparison={comparison}
          isStale={isStale}
        />
      ))}
    </details>
  )
}

interface MeaningPanelProps {
  readonly title: string
  readonly comparison: PolicyComparison
  /** Of an older text than what would be submitted. */
  readonly isStale: boolean
}

function MeaningPanel({ title, comparison, isStale }: MeaningPanelProps) {
  return (
    <Panel
      title={title}
      note={<StaleNote isStale={isStale} doing="comparing again …" />}
      className={isStale ? 'stale' : ''}
    >
      <MeaningList comparison={comparison} />
    </Panel>
  )
}

/** The file on screen: what it means, loosening first, and the lines that change. */
function WhatItDoes({ model: { one, meaning } }: { model: EditorModel }) {
  const path = one?.file.path ?? null
  if (one === undefined || path === null) return null
  const { file, text } = one
  return (
    <>
      {meaning?.answer != null && (
        <MeaningPanel title="What it does" comparison={meaning.answer} isStale={!meaning.isCurrent} />
      )}
      <DiffPanel path={path} before={file.base ?? ''} after={text ?? ''} />
    </>
  )
}

/** The message of the rule that the draft denies a tool with: the last one that it adds to the file on screen. */
function toldBy({ one, edit }: EditorModel): EmergencyFieldsProps['told'] {
  const added = one?.file.edits.findLast((made) => denialIn(made) !== null)
  const named = added === undefined ? null : denialIn(added)
  const rules = named === null ? undefined : one?.reading?.policy?.tools.get(named.tool)?.rules
  const rule = rules?.findIndex(({ name, action }) => name === named?.name && action === 'deny') ?? -1
  if (one === undefined || named === null || rule < 0) return null
  const at = { tool: named.tool, rule, named: named.name }
  return {
    value: rules?.[rule]?.onDeny ?? '',
    onChange: (value) =>
      edit(one.file.key, [
        value === '' ? { op: 'unset-message', ...at } : { op: 'set-message', ...at, value },
      ]),
  }
}

function denialIn(edit: Edit): { readonly tool: string; readonly name: string } | null {
  const contents = edit.op === 'add-rule' ? [edit.content] : edit.op === 'add-tool' ? (edit.rules ?? []) : []
  const denial = contents.find(({ action }) => action === 'deny')
  return denial === undefined || !('tool' in edit) ? null : { tool: edit.tool, name: denial.name }
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
