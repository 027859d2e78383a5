import { fullNameOf, pullNumbered, type Pull } from '@/forge/access/find'
import { diffFiles } from '@/forge/git/diff'
import { commitsBetween, mergeBase } from '@/forge/git/history'
import type { Answer } from '@/forge/http/answer'
import { mergeRequirements } from '@/forge/operations/merge-requirements'
import { mergeabilitySettled, type Mergeability } from '@/forge/operations/mergeability'
import { diffView } from './diff-view'
import { markup, type Markup } from './markup'
import { mayWrite, page, repositoryOf, type PageVisit } from './page-visit'
import { checksSection, commitsSection, reviewersSection, reviewsSection, stateOf } from './pull-sections'

/** `/OWNER/REPO/pull/N`. `refusal` = GitHub's text when the last action was refused. */
export async function showPull(visit: PageVisit, refusal?: string): Promise<Answer> {
  const { core, params } = visit
  const repository = repositoryOf(visit)
  const entry = pullNumbered(core, repository, Number(params.number))
  const { pull, issue } = entry
  const name = fullNameOf(core, repository)
  const git = core.git(repository.id)
  const base = (await mergeBase(git, pull.baseSha, pull.headSha)) ?? pull.headSha
  const files = await diffFiles(git, base, pull.headSha)
  const author = core.state.accounts.mustGet(issue.authorId).login
  const labels = issue.labelIds.map(
    (id) => markup` <span class="state">${core.state.labels.mustGet(id).name}</span>`,
  )
  const content = markup`<p><a href="/${name}">${name}</a> · <a href="/${name}/pulls">Pull requests</a></p>
<h1>${issue.title} #${issue.number}</h1>
<p><span class="state">${stateOf(entry)}</span> ${author} wants to merge ${pull.headRef} into ${pull.baseRef}${labels}</p>
${refusal === undefined ? '' : markup`<p class="refusal" role="alert">${refusal}</p>`}
<h2>Description</h2><div class="text">${issue.body ?? 'No description.'}</div>
${reviewersSection(core, entry)}${reviewsSection(core, entry)}${checksSection(core, entry)}
${await mergeSection(visit, entry)}${reviewForm(visit, name, entry)}
${commitsSection(name, await commitsBetween(git, base, pull.headSha))}
<h2>Files changed (${files.length})</h2>${diffView(files)}`
  return page(visit, `${issue.title} #${issue.number}`, content, refusal === undefined ? 200 : 422)
}

async function mergeSection(visit: PageVisit, entry: Pull): Promise<Markup> {
  const { core } = visit
  const { pull } = entry
  if (stateOf(entry) === 'Merged') {
    const by = pull.mergedById === null ? '' : core.state.accounts.mustGet(pull.mergedById).login
    return markup`<h2>Merge</h2><p>Merged by ${by} as ${pull.mergeSha?.slice(0, 7)}.</p>`
  }
  if (stateOf(entry) === 'Closed') return markup`<h2>Merge</h2><p>Closed without merging.</p>`
  const reasons = await reasonsAgainst(visit, entry)
  const items = reasons.map((reason) => markup`<li>${reason}</li>`)
  const reasonList =
    items.length === 0
      ? markup`<p>This branch has no conflicts with the base branch and the rules are met.</p>`
      : markup`<ul id="merge-reasons">${items}</ul>`
  if (!mayWrite(visit, core.state.repositories.mustGet(pull.repositoryId))) {
    return markup`<h2>Merge</h2>${reasonList}<p class="muted">Only those with write access can merge.</p>`
  }
  const disabled = reasons.length > 0 ? markup` disabled aria-describedby="merge-reasons"` : ''
  return markup`<h2>Merge</h2>${reasonList}<form method="post" action="${actionUrl(visit)}" class="actions">${csrf(visit)}
<input type="hidden" name="sha" value="${pull.headSha}">
<button class="primary" name="action" value="merge"${disabled}>Merge pull request</button>
<button name="action" value="squash"${disabled}>Squash and merge</button>
<button name="action" value="rebase"${disabled}>Rebase and merge</button></form>`
}

async function reasonsAgainst(visit: PageVisit, entry: Pull): Promise<string[]> {
  const { state }: Mergeability = await mergeabilitySettled(visit.core, entry)
  const { missing, behind } = await mergeRequirements(visit.core, entry)
  return [
    ...(entry.pull.draft ? ['Pull Request is still a draft'] : []),
    ...(state === 'dirty' ? ['This branch has conflicts that must be resolved.'] : []),
    ...missing,
    ...(behind ? ['This branch is out-of-date with the base branch.'] : []),
  ]
}

function reviewForm(visit: PageVisit, name: string, entry: Pull): Markup {
  if (visit.visitor.account === null) {
    const back = encodeURIComponent(`/${name}/pull/${entry.issue.number}`)
    return markup`<h2>Your review</h2><p><a href="/login?return_to=${back}">Sign in to review or merge</a></p>`
  }
  if (entry.issue.state === 'closed') return reopenForm(visit, entry)
  const ready = entry.pull.draft ? markup`<button name="action" value="ready">Ready for review</button>` : ''
  return markup`<h2>Your review</h2><form method="post" action="${actionUrl(visit)}">${csrf(visit)}
<label for="review-body">Comment</label><textarea id="review-body" name="body" rows="3"></textarea>
<div class="actions"><button name="action" value="approve">Approve</button>
<button name="action" value="request-changes">Request changes</button>
<button name="action" value="comment">Comment</button>${ready}
<button name="action" value="close">Close pull request</button></div></form>`
}

function reopenForm(visit: PageVisit, { pull }: Pull): Markup {
  if (pull.mergedAt !== null) return markup``
  return markup`<form method="post" action="${actionUrl(visit)}" class="actions">${csrf(visit)}
<button name="action" value="reopen">Reopen pull request</button></form>`
}

function actionUrl({ params }: PageVisit): string {
  return `/${params.owner}/${params.repository}/pull/${params.number}`
}

function csrf({ visitor }: PageVisit): Markup {
  return markup`<input type="hidden" name="csrf" value="${visitor.csrf}">`
}
