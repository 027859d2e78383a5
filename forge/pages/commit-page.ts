import { fullNameOf } from '@/forge/access/find'
import { diffFiles, EMPTY_TREE } from '@/forge/git/diff'
import type { Answer } from '@/forge/http/answer'
import { notFound } from '@/forge/refusal'
import { branchOrSha } from '@/forge/routes/revision'
import { diffView } from './diff-view'
import { markup } from './markup'
import { page, repositoryOf, type PageVisit } from './page-visit'

/** `/OWNER/REPO/commit/SHA`. */
export async function showCommit(visit: PageVisit): Promise<Answer> {
  const { core, params } = visit
  const repository = repositoryOf(visit)
  const git = core.git(repository.id)
  const sha = await branchOrSha(core, repository, params.sha ?? '')
  if (sha === null) throw notFound()
  const commit = await git.commitOf(sha)
  const name = fullNameOf(core, repository)
  const [subject = '', ...rest] = commit.message.split('\n')
  const content = markup`<p><a href="/${name}">${name}</a></p><h1>${subject}</h1>
<p class="muted">${commit.author.name} · ${commit.author.at.toISOString()} · ${sha}</p>
<p class="text">${rest.join('\n').trim()}</p>
<h2>Files changed</h2>${diffView(await diffFiles(git, commit.parents[0] ?? EMPTY_TREE, sha))}`
  return page(visit, subject, content)
}
