import type { Pull } from '@/forge/access/find'
import { reviewerName } from '@/forge/access/owners'
import type { Core } from '@/forge/core'
import type { Commit } from '@/forge/git/commit'
import { checkOutcomes } from '@/forge/operations/check-outcomes'
import { markup, type Markup } from './markup'

export function stateOf({ pull, issue }: Pull): 'Merged' | 'Closed' | 'Draft' | 'Open' {
  if (pull.mergedAt !== null) return 'Merged'
  if (issue.state === 'closed') return 'Closed'
  return pull.draft ? 'Draft' : 'Open'
}

/** Who has been asked and has not answered. */
export function reviewersSection(core: Core, { pull }: Pull): Markup {
  const users = pull.requestedUserIds.map((id) => core.state.accounts.mustGet(id).login)
  const teams = pull.requestedTeamIds.map((id) =>
    reviewerName(core, { kind: 'team', team: core.state.teams.mustGet(id) }),
  )
  const items = [...users, ...teams].map((name) => markup`<li>${name}</li>`)
  const list = items.length === 0 ? markup`<p class="muted">Nobody is asked.</p>` : markup`<ul>${items}</ul>`
  return markup`<h2>Requested reviewers</h2>${list}`
}

const VERDICTS = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'requested changes',
  COMMENTED: 'commented',
  DISMISSED: 'review dismissed',
  PENDING: 'pending',
} as const

export function reviewsSection(core: Core, { pull, issue }: Pull): Markup {
  const reviews = core.state.reviewsOfPull(`${pull.id}`).filter(({ state }) => state !== 'PENDING')
  const items = reviews.map((review) => {
    const author = core.state.accounts.mustGet(review.authorId).login
    return markup`<li><strong>${author}</strong> ${VERDICTS[review.state]} <span class="muted">${review.commitSha.slice(0, 7)}
${review.submittedAt}</span><div class="text">${review.body}</div></li>`
  })
  const comments = core.state.commentsOfIssue(`${issue.id}`).map((comment) => {
    const author = core.state.accounts.mustGet(comment.authorId).login
    return markup`<li><strong>${author}</strong> <span class="muted">${comment.createdAt}</span><div class="text">${comment.body}</div></li>`
  })
  const none = markup`<p class="muted">None yet.</p>`
  return markup`<h2>Reviews</h2>${items.length === 0 ? none : markup`<ul>${items}</ul>`}
<h2>Comments</h2>${comments.length === 0 ? none : markup`<ul>${comments}</ul>`}`
}

export function checksSection(core: Core, { pull }: Pull): Markup {
  const outcomes = [...checkOutcomes(core, pull.repositoryId, pull.headSha)]
  const items = outcomes.map(([name, outcome]) => markup`<li>${name}: ${outcome}</li>`)
  const list = items.length === 0 ? markup`<p class="muted">None reported.</p>` : markup`<ul>${items}</ul>`
  return markup`<h2>Checks</h2>${list}`
}

export function commitsSection(name: string, commits: readonly Commit[]): Markup {
  const items = commits.map(
    ({ sha, message, author }) =>
      markup`<li><a href="/${name}/commit/${sha}">${sha.slice(0, 7)}</a> ${message.split('\n')[0] ?? ''} <span class="muted">${author.name}</span></li>`,
  )
  return markup`<h2>Commits</h2><ul>${items}</ul>`
}
