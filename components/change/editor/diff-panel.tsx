import { lazy, memo, Suspense, useDeferredValue } from 'react'
import { Panel, PanelEmpty, PanelLoading } from '@/components/ui/panel'
import type { ChangedLinesProps } from './changed-lines'

// Fetched when something differs: a draft begins without.
const ChangedLines = lazy(async () => ({ default: memo((await import('./changed-lines')).ChangedLines) }))

type DiffPanelProps = Pick<ChangedLinesProps, 'path' | 'before' | 'after'> &
  Partial<Pick<ChangedLinesProps, 'layout' | 'title'>>

/** Exactly the bytes that will change, by lines. */
export function DiffPanel({ layout = 'column', title = 'What will change', ...texts }: DiffPanelProps) {
  // The key that is pressed is drawn first.
  const after = useDeferredValue(texts.after)
  if (texts.before === after)
    return (
      <Panel title={title} note="0 added, 0 removed, every other byte unchanged">
        <PanelEmpty title="No line differs">Its content is as it is in git.</PanelEmpty>
      </Panel>
    )
  return (
    <Suspense
      fallback={
        <Panel title={title}>
          <PanelLoading label="Comparing" />
        </Panel>
      }
    >
      <ChangedLines {...texts} after={after} layout={layout} title={title} />
    </Suspense>
  )
}
