import type { Core } from '@/forge/core'
import type { LabelRow, RepositoryRow } from '@/forge/state/records'

/** What a new repository has on GitHub; colours without `#`. */
export const DEFAULT_LABELS: readonly Pick<LabelRow, 'name' | 'colour' | 'description'>[] = [
  { name: 'bug', colour: 'd73a4a', description: "Something isn't working" },
  { name: 'documentation', colour: '0075ca', description: 'Improvements or additions to documentation' },
  { name: 'enhancement', colour: 'a2eeef', description: 'New feature or request' },
  { name: 'question', colour: 'd876e3', description: 'Further information is requested' },
]

export function labelsOf(core: Core, repository: RepositoryRow): LabelRow[] {
  return core.state.labels.all().filter((label) => label.repositoryId === repository.id)
}

/** The ids of labels by name; a name that is new makes a label, as GitHub does when an issue is labelled. */
export function labelIds(core: Core, repository: RepositoryRow, names: readonly string[]): number[] {
  const known = labelsOf(core, repository)
  const ids = names.map((name) => {
    const label = known.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
    if (label !== undefined) return label.id
    const id = core.state.nextId()
    known.push(
      core.state.labels.put({
        id,
        repositoryId: repository.id,
        name,
        colour: 'ededed',
        description: null,
      }),
    )
    return id
  })
  return [...new Set(ids)]
}
