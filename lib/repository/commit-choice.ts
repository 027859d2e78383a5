/** A commit of the tracked branch that a comparison can end at. */
export interface CommitChoice {
  /** 40 hex. */
  readonly commit: string
  /** The pull request's title where it is known, else the first line of the message. */
  readonly title: string
  /** Of the pull request; null for what was pushed, as far as is known. */
  readonly number: number | null
  /** Who drafted it on the forge, else who the commit says made it. */
  readonly by: string
  /** When it came to the branch, ISO 8601: as the forge says, else as the commit states. */
  readonly at: string
  /** Whether it changed what is compared. */
  readonly touches: boolean
}

/** What a search for commits is answered: the first of `matching`. */
export interface CommitsAnswer {
  readonly commits: readonly CommitChoice[]
  readonly matching: number
}
