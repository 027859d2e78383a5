'use client'

import { ChoiceDock } from '@/components/change/editor/choice-dock'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import { Button } from '@/components/ui/button'
import type { Mover } from '@/lib/changes/find-movers'
import { WhatHappened } from './what-happened'

interface ResolveDeletionProps {
  /** As a person reads it. */
  readonly path: string
  /** What the draft started from, and what others made of it. */
  readonly base: string
  readonly main: string
  readonly mover: Mover | undefined
  readonly onDelete: () => void
  /** The file leaves the draft, and stays as the branch has it. */
  readonly onKeep: () => void
  readonly onCancel: () => void
}

/** The draft deletes a file that others changed meanwhile: what would be lost, and the choice. */
export function ResolveDeletion(props: ResolveDeletionProps) {
  const { path, base, main, mover, onDelete, onKeep, onCancel } = props
  return (
    <div className="ed tx bare">
      <section aria-label="Changed on the branch">
        <DiffPanel title="What the branch changed" path={path} before={base} after={main} />
      </section>
      <section className="panel" aria-label="Delete or keep">
        <div className="sh">
          <h2>Your draft deletes {path}</h2>
        </div>
        <div className="stack pad">
          <p>
            The branch changed it since you started.{' '}
            {mover !== undefined && (
              <>
                <WhatHappened mover={mover} />.
              </>
            )}
          </p>
        </div>
      </section>
      <ChoiceDock open={[]}>
        <span className="grow" />
        <Button variant="ghost" onClick={onCancel}>
          Later
        </Button>
        <Button onClick={onKeep}>Keep what the branch has</Button>
        <Button variant="danger" onClick={onDelete}>
          Delete it all the same
        </Button>
      </ChoiceDock>
    </div>
  )
}
