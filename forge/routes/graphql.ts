import type { IncomingMessage } from 'node:http'
import * as z from 'zod'
import { accountOf, actorOf, actorSees, refusalFor } from '@/forge/access/actor'
import { fullNameOf } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import { ok, type Answer } from '@/forge/http/answer'
import { parseBody, readJson } from '@/forge/http/read-body'
import { WRITE_PULLS } from '@/forge/http/route'
import { setDraft } from '@/forge/operations/edit-pull'
import { nodeId } from '@/forge/shapes/urls'

const REQUEST = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.string()).nullish(),
})

/** The one mutation that is answered, with its argument as a variable or as it is. */
const MARK_READY =
  /\bmarkPullRequestReadyForReview\s*\(\s*input:\s*\{\s*pullRequestId:\s*(?:\$(\w+)|"([^"]+)")/

/**
 * Answers `POST /api/graphql`: of GitHub's GraphQL only `markPullRequestReadyForReview`, which REST does not have. Refusals come as `errors`
 * in a body of 200, as GitHub's do.
 */
export async function answerGraphql(core: Core, request: IncomingMessage, at: Date): Promise<Answer> {
  const actor = actorOf(core, request.headers.authorization, at)
  const account = accountOf(actor)
  const { query, variables } = parseBody(REQUEST, await readJson(request))
  const asked = MARK_READY.exec(query)
  if (asked === null) return refused('undefinedField', 'This forge answers one mutation only.')
  const id = asked[2] ?? variables?.[asked[1] ?? ''] ?? ''
  const pull = core.state.pulls.all().find((row) => nodeId('PullRequest', row.id) === id)
  const repository = pull && core.state.repositories.mustGet(pull.repositoryId)
  if (pull === undefined || repository === undefined || !actorSees(core, actor, repository))
    return refused('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
  const { authorId, number } = core.state.issues.mustGet(pull.issueId)
  const isOwn = actor.kind === 'person' && actor.account.id === authorId
  const need = isOwn ? { ...WRITE_PULLS, role: 'read' as const } : WRITE_PULLS
  const refusal = refusalFor(core, actor, repository, need)
  if (refusal !== null) return refused('FORBIDDEN', refusal)
  const step = { repository: fullNameOf(core, repository), number, person: account.login, at }
  const { draft: isDraft } = (await setDraft(core, { ...step, draft: false })).pull
  return ok({ data: { markPullRequestReadyForReview: { pullRequest: { id, number, isDraft } } } })
}

function refused(type: string, message: string): Answer {
  return ok({ data: null, errors: [{ type, path: ['markPullRequestReadyForReview'], message }] })
}
