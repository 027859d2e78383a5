import * as z from 'zod'
import { accountOf } from '@/forge/access/actor'
import { protectionOf, rulesetsOf } from '@/forge/access/protection'
import { roleOn } from '@/forge/access/role-on'
import { created, ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import {
  READ_ADMINISTRATION,
  READ_CONTENTS,
  READ_METADATA,
  WRITE_CONTENTS,
  type RepositoryRoute,
  type RepositoryVisit,
} from '@/forge/http/route'
import { renameBranch } from '@/forge/operations/rename-branch'
import { notFound, Refusal } from '@/forge/refusal'
import { presentCommit } from '@/forge/shapes/commit'
import { presentProtection, presentProtectionSummary } from '@/forge/shapes/protection'
import { presentBranchRules, presentRuleset } from '@/forge/shapes/ruleset'
import { repositoryApiUrl, repositoryWebUrl } from '@/forge/shapes/urls'
import type { RulesetRow } from '@/forge/state/records'

export const BRANCH_ROUTES: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '/branches', need: READ_CONTENTS, handle: listBranches },
  { method: 'GET', pattern: '/branches/:branch', need: READ_CONTENTS, handle: getBranch },
  { method: 'POST', pattern: '/branches/:branch/rename', need: WRITE_CONTENTS, handle: rename },
  {
    method: 'GET',
    pattern: '/branches/:branch/protection',
    need: READ_ADMINISTRATION,
    handle: getProtection,
  },
  { method: 'GET', pattern: '/rulesets', need: READ_METADATA, handle: listRulesets },
  { method: 'GET', pattern: '/rulesets/:id', need: READ_METADATA, handle: getRuleset },
  { method: 'GET', pattern: '/rules/branches/:branch', need: READ_METADATA, handle: listBranchRules },
]

async function listBranches(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, query } = visit
  const wanted = query.get('protected')
  const refs = [...(await core.git(repository.id).refs('refs/heads/'))]
    .map(([ref, sha]) => ({ name: ref.slice('refs/heads/'.length), sha }))
    .filter(
      ({ name }) => wanted === null || (protectionOf(repository, name) !== null) === (wanted === 'true'),
    )
  const url = repositoryApiUrl(core, repository)
  return paged(visit, refs, ({ name, sha }) => ({
    name,
    commit: { sha, url: `${url}/commits/${sha}` },
    protected: protectionOf(repository, name) !== null,
    ...presentProtectionSummary(core, repository, name),
  }))
}

const RENAME = z.object({ new_name: z.string() })

/** Only administrators rename the default branch and protected ones. */
async function rename(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, fullName, params, actor, at } = visit
  const { new_name: to } = parseBody(RENAME, visit.body)
  const from = params.branch ?? ''
  const person = accountOf(actor)
  const isGuarded = from === repository.defaultBranch || protectionOf(repository, from) !== null
  if (isGuarded && roleOn(core, repository, person) !== 'admin')
    throw new Refusal(403, 'Must have admin rights to Repository.')
  await renameBranch(core, { repository: fullName, from, to, person: person.login, at })
  const renamed = core.state.repositories.mustGet(repository.id)
  return created(await presentBranch({ ...visit, repository: renamed }, to))
}

async function getBranch(visit: RepositoryVisit): Promise<Answer> {
  return ok(await presentBranch(visit, visit.params.branch ?? ''))
}

async function presentBranch({ core, repository }: RepositoryVisit, name: string) {
  const git = core.git(repository.id)
  const sha = await git.branch(name)
  if (sha === null) throw new Refusal(404, 'Branch not found')
  return {
    name,
    commit: presentCommit(core, repository, await git.commitOf(sha)),
    _links: {
      self: `${repositoryApiUrl(core, repository)}/branches/${encodeURIComponent(name)}`,
      html: `${repositoryWebUrl(core, repository)}/tree/${encodeURIComponent(name)}`,
    },
    protected: protectionOf(repository, name) !== null,
    ...presentProtectionSummary(core, repository, name),
  }
}

async function getProtection({ core, repository, params }: RepositoryVisit): Promise<Answer> {
  const name = params.branch ?? ''
  if ((await core.git(repository.id).branch(name)) === null) throw new Refusal(404, 'Branch not found')
  const protection = protectionOf(repository, name)
  if (protection === null) throw new Refusal(404, 'Branch not protected')
  return ok(presentProtection(core, repository, name, protection))
}

function rulesetsHere({ core, repository }: RepositoryVisit): RulesetRow[] {
  return core.state.rulesets.all().filter((row) => row.repositoryId === repository.id)
}

function listRulesets(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  return paged(visit, rulesetsHere(visit), (row) => {
    const { rules: _rules, conditions: _conditions, ...short } = presentRuleset(core, repository, row)
    return short
  })
}

function getRuleset(visit: RepositoryVisit): Answer {
  const ruleset = rulesetsHere(visit).find((row) => String(row.id) === visit.params.id)
  if (ruleset === undefined) throw notFound()
  return ok(presentRuleset(visit.core, visit.repository, ruleset))
}

function listBranchRules(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, params } = visit
  const rules = rulesetsOf(core, repository, params.branch ?? '').flatMap((row) =>
    presentBranchRules(core, repository, row),
  )
  return paged(visit, rules, (rule) => rule)
}
