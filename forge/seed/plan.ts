import type { FileText, Replacement } from './edits'
import type { PullStep, PushStep, Step, StepCommit } from './step'

/** A commit with the whole text of each file it writes. */
export interface PlannedCommit {
  readonly message: string
  readonly files: ReadonlyMap<string, FileText>
}

/** A step with its commits worked out; what was not merged keeps its edits, to be made on main of that time. */
export type PlannedStep =
  | { readonly kind: 'merged'; readonly step: PullStep; readonly commits: readonly PlannedCommit[] }
  | { readonly kind: 'pushed'; readonly step: PushStep; readonly commits: readonly PlannedCommit[] }
  | {
      readonly kind: 'undecided'
      readonly step: PullStep
      readonly commits: readonly StepCommit<Replacement>[]
    }

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
  for (const step of [...timeline].reverse()) steps.unshift(undoStep(files, step))
  return { start: files, steps }
}

/** The files a step touches, sorted. */
export function pathsOf({ step }: PlannedStep): string[] {
  const commits = step.kind === 'push' ? [step.commit] : step.commits
  const paths = commits.flatMap(({ edits }) => edits.map(({ path }) => path))
  return [...new Set(paths)].sort()
}

function undoStep(files: Map<string, string>, step: Step): PlannedStep {
  if (step.kind === 'push') return { kind: 'pushed', step, commits: undoCommits(files, [step.commit]) }
  if (step.fate === 'merged') return { kind: 'merged', step, commits: undoCommits(files, step.commits) }
  return { kind: 'undecided', step, commits: step.commits }
}

function undoCommits(files: Map<string, string>, commits: readonly StepCommit[]): PlannedCommit[] {
  const planned: PlannedCommit[] = []
  for (const { message, edits } of [...commits].reverse()) {
    const paths = new Set(edits.map(({ path }) => path))
    planned.unshift({ message, files: new Map([...paths].map((path) => [path, files.get(path) ?? null])) })
    for (const edit of [...edits].reverse()) {
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
