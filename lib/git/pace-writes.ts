import Bottleneck from 'bottleneck'

/** Beyond this GitHub's clients may stand idle: what they had spared by then is full again. */
const FORGOTTEN_MS = 2 * 60_000

/**
 * Lets a few go at once, and after them only one in each interval. One at a time, since GitHub asks for writes one after the other.
 *
 * GitHub asks for a second between the writes of whoever makes many, and refuses more than 80 a minute that make content
 * (docs.github.com, "Best practices for using the REST API", "Rate limits for the REST API"). What one person does in one go is
 * few: whoever submits a change waits for the forge only.
 */
function paced(id: string, atOnce: number, intervalMs: number): Bottleneck.Group {
  return new Bottleneck.Group({
    id,
    timeout: FORGOTTEN_MS,
    maxConcurrent: 1,
    reservoir: atOnce,
    reservoirIncreaseAmount: 1,
    reservoirIncreaseInterval: intervalMs,
    reservoirIncreaseMaximum: atOnce,
  })
}

/** How writes are spaced, for each identity by itself: at most 70 in a minute, and 28 of them such that GitHub tells people of. */
export const writePace = {
  /** Everything that is not read, and GraphQL. */
  write: paced('github-writes', 10, 1000),
  /** Those of them that GitHub sends mail about: pull requests, requested reviewers, comments, issues. */
  notifications: paced('github-notifications', 8, 3000),
}
