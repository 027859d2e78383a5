import type { FileText } from './edits'
import type { PullStep, PushStep, Step, StepCommit } from './step'

/** A commit with the whole text of each file it writes. */
export interface PlannedCommit {
  readonly message: string
  readonly files: ReadonlyMap<string, FileText>
}

/** A step with its commits worked out; steps that were not merged keep their edits, to be made on main. */
export type PlannedStep =
  | { readonly step: PullStep & { readonly fate: 'merged' }; readonly commits: readonly PlannedCommit[] }
  | { readonly step: PushStep; readonly commits: readonly PlannedCommit[] }
  | { readonly step: PullStep & { readonly fate: 'open' | 'closed' } }

export interface Plan {
  /** The files of the first commit. */
  readonly start: ReadonlyMap<string, string>
  /** Oldest first. */
  readonly steps: readonly PlannedStep[]
}

/**
 * Works out every state of the repository from its last one, by undoing the steps from the newest to the oldest.
 * Throws when a step does not fit the text that the later ones leave.
 */
export function planHistory(current: ReadonlyMap<string, string>, timeline: readonly Step[]): Plan {
  const files = new Map<string, string>(current)
  const steps: PlannedStep[] = []
  for (const step of timeline.toReversed()) steps.unshift(undoStep(files, step))
  return { start: files, steps }
}

function undoStep(files: Map<string, string>, step: Step): PlannedStep {
  if (step.kind === 'push') return { step, commits: undoCommits(files, [step.commit]) }
  if (step.fate === 'merged') return { step, commits: undoCommits(files, step.commits) }
  return { step }
}

function undoCommits(files: Map<string, string>, commits: readonly StepCommit[]): PlannedCommit[] {
  const planned: PlannedCommit[] = []
  for (const { message, edits } of commits.toReversed()) {
    const paths = new Set(edits.map(({ path }) => path))
    planned.unshift({ message, files: new Map([...paths].map((path) => [path, files.get(path) ?? null])) })
    for (const edit of edits.toReversed()) {
      try {
        replace(files, edit.path, edit.undo(files.get(edit.path) ?? null))
      } catch (error) {
        throw new Error(`"${message}" cannot be undone in ${edit.path}`, { cause: error })
      }
    }
  }
  return planned
}

function replace(files: Map<string, string>, path: string, text: FileText): void {
  if (text === null) files.delete(path)
  else files.set(path, text)
}
