import type { GitRepository } from './git/repository'
import type { AccountRow, RepositoryRow, Stamp } from './state/records'
import type { State } from './state/state'

/** Something that apps hear about. `detail` builds the event's own part of the payload when somebody listens. */
export interface Announcement {
  readonly event: string
  readonly action?: string
  readonly repository: RepositoryRow
  readonly sender: AccountRow
  readonly at: Date
  readonly detail: () => Promise<Record<string, unknown>>
}

/** What every operation works on. */
export interface Core {
  readonly state: State
  /** Where the forge answers, without a trailing slash; set when the server listens. */
  readonly origin: { url: string }
  /** The bare repository on disk. */
  git(repositoryId: number): GitRepository
  /** Runs one piece of work on a repository after the others: refs and pull requests move one step at a time. */
  exclusively<T>(repositoryId: number, work: () => Promise<T>): Promise<T>
  announce(announcement: Announcement): Promise<void>
}

/** A time as GitHub prints it: UTC, seconds. */
export function stampOf(at: Date): Stamp {
  return `${at.toISOString().slice(0, 19)}Z`
}
