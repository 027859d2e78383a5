'use client'

import { Suspense, use, useState } from 'react'
import { EffectPanel } from '@/components/change/editor/effect-panel'
import { errorsOf } from '@/components/change/editor/file-reading'
import { SettingsPanel } from '@/components/change/editor/settings-panel'
import { TestsPanel } from '@/components/change/editor/tests-panel'
import { fetchedLater } from '@/components/ui/fetched-later'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import { DraftOwners } from './draft-owners'
import type { FoundTests } from './draft-tests'
import type { DraftEditorProps, EditorModel } from './use-draft-editor'
import { type ReadFile, topics } from './use-readings'

const WillRunOn = fetchedLater(
  'Where it would run',
  async () => (await import('@/components/change/detail/will-run-on')).WillRunOn,
)

interface DraftAsideProps extends Pick<DraftEditorProps, 'plan'> {
  readonly model: EditorModel
  readonly one: ReadFile
  /** Which proxies get it stands here, too. */
  readonly showsRuns: boolean
}

/** What one file of a draft changes for agents, what its tests say, and who must approve. */
export function DraftAside({ model, one, plan, showsRuns }: DraftAsideProps) {
  const { tests } = model
  const { file, kind } = one
  return (
    <>
      {(kind === 'policy' || file.path === null) && <Meaning model={model} one={one} key={file.key} />}
      {kind === 'settings' && <SettingsMeant model={model} one={one} />}
      {tests.shown !== undefined && <Tests found={tests.shown} tests={tests} />}
      {showsRuns && (
        <Suspense fallback={null}>
          <RunsOn plan={plan} />
        </Suspense>
      )}
      <DraftOwners model={model} />
    </>
  )
}

/** What the tests of the policy on screen say. */
function Tests({
  found: { texts, outcome, isCurrent },
  tests,
}: {
  found: FoundTests
  tests: EditorModel['tests']
}) {
  return (
    <TestsPanel
      outcome={outcome}
      isStale={!isCurrent}
      onTests={(line) => tests.open(texts.path, line)}
      texts={texts}
      onAdopted={(text) => tests.replace(texts.path, text)}
    />
  )
}

/** Which proxies get it by the merge. */
function RunsOn({ plan }: Pick<DraftAsideProps, 'plan'>) {
  const known = use(plan)
  return known === null ? null : <WillRunOn fleet={known.affected} last={known.last} />
}

function SettingsMeant({
  model: { answers },
  one: { file, reading },
}: Pick<DraftAsideProps, 'model' | 'one'>) {
  const meant = answers(topics.settings(file.key), 'settings')
  return (
    <SettingsPanel
      meaning={meant?.answer}
      isStale={meant?.isCurrent === false}
      errors={reading === null ? 0 : errorsOf(reading).length}
    />
  )
}

/** What was counted last stays in view while an error is typed and mended, and while the text of now is compared. */
function Meaning({ model: { meaning }, one: { file, reading } }: Pick<DraftAsideProps, 'model' | 'one'>) {
  const [last, setLast] = useState<PolicyComparison | null>(null)
  const answer = meaning?.answer
  if (answer != null && answer !== last) setLast(answer)
  return (
    <EffectPanel
      meaning={answer}
      isStale={meaning?.isCurrent === false}
      last={last}
      errors={reading === null ? 0 : errorsOf(reading).length}
      isNew={file.basePath === null}
      isDeleted={file.path === null}
    />
  )
}
