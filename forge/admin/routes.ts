import * as z from 'zod'
import { accountNamed, fullNameOf } from '@/forge/access/find'
import { isRole } from '@/forge/state/role'
import { issueToken } from '@/forge/access/tokens'
import { FAULT } from '@/forge/faults/faults'
import { created, NO_CONTENT, ok, type Answer } from '@/forge/http/answer'
import { parseBody } from '@/forge/http/read-body'
import type { OpenCore } from '@/forge/open-forge'
import { createAccount, createOrganisation, createTeam } from '@/forge/operations/accounts'
import { createRepository, setRole } from '@/forge/operations/repositories'
import { removeProtection, setProtection, setRuleset } from '@/forge/operations/rules'
import { notFound } from '@/forge/refusal'
import type { AppRow } from '@/forge/state/credentials'
import { saveApp } from './make-app'

/** One request to `/_admin/…` or `/_test/…`; its token has been checked. */
export interface AdminVisit {
  readonly core: OpenCore
  readonly body: unknown
  readonly at: Date
}

type Handler = (visit: AdminVisit) => Promise<Answer> | Answer

export const ADMIN_ROUTES: Readonly<Record<string, Handler>> = {
  'GET /_admin/accounts': listAccounts,
  'POST /_admin/accounts': addAccount,
  'POST /_admin/organisations': addOrganisation,
  'POST /_admin/teams': addTeam,
  'POST /_admin/repositories': addRepository,
  'POST /_admin/collaborators': addCollaborator,
  'POST /_admin/protection': protect,
  'DELETE /_admin/protection': unprotect,
  'POST /_admin/rulesets': addRuleset,
  'GET /_admin/apps': ({ core }) => ok(core.state.apps.all().map(presentNewApp)),
  'POST /_admin/apps': addApp,
  'POST /_admin/tokens': addToken,
  'POST /_test/fault': orderFault,
  'DELETE /_test/fault': clearFaults,
}

function listAccounts({ core }: AdminVisit): Answer {
  const people = core.state.accounts.all().filter(({ type }) => type === 'User')
  return ok(people.map(({ id, login, name, email }) => ({ id, login, name, email })))
}

const ACCOUNT = z.object({ login: z.string(), name: z.string(), email: z.string() })

function addAccount({ core, body, at }: AdminVisit): Answer {
  const { id, login, name, email } = createAccount(core, { ...parseBody(ACCOUNT, body), at })
  return created({ id, login, name, email })
}

function addOrganisation({ core, body, at }: AdminVisit): Answer {
  const { id, login, name } = createOrganisation(core, {
    ...parseBody(ACCOUNT.omit({ email: true }), body),
    at,
  })
  return created({ id, login, name })
}

const TEAM = z.object({
  org: z.string(),
  slug: z.string(),
  name: z.string().optional(),
  members: z.array(z.string()),
})

function addTeam({ core, body, at }: AdminVisit): Answer {
  const { name, ...input } = parseBody(TEAM, body)
  const team = createTeam(core, { ...input, name: name ?? input.slug, at })
  return created({ id: team.id, slug: team.slug, name: team.name })
}

const REPOSITORY = z.object({
  owner: z.string(),
  name: z.string(),
  private: z.boolean().default(true),
  defaultBranch: z.string().default('main'),
  description: z.string().nullable().default(null),
})

async function addRepository({ core, body, at }: AdminVisit): Promise<Answer> {
  const repository = await createRepository(core, { ...parseBody(REPOSITORY, body), at })
  return created({ id: repository.id, full_name: fullNameOf(core, repository) })
}

/** `login` of a person, or `organisation/slug` of a team. */
const COLLABORATOR = z.object({ repository: z.string(), login: z.string(), role: z.string().refine(isRole) })

async function addCollaborator({ core, body, at }: AdminVisit): Promise<Answer> {
  const { repository, login, role } = parseBody(COLLABORATOR, body)
  await setRole(core, { repository, to: login, role: isRole(role) ? role : 'none', at })
  return NO_CONTENT
}

const BRANCH = z.object({ repository: z.string(), branch: z.string() })
const PROTECTION = BRANCH.extend({
  requiredApprovals: z.number().int().min(0).max(6).default(1),
  requireCodeOwnerReviews: z.boolean().default(false),
  requiredChecks: z.array(z.string()).default([]),
  strictChecks: z.boolean().default(false),
  dismissStaleReviews: z.boolean().default(false),
  requireLastPushApproval: z.boolean().default(false),
  enforceAdmins: z.boolean().default(false),
  allowForcePushes: z.boolean().default(false),
  allowDeletions: z.boolean().default(false),
})

function protect({ core, body }: AdminVisit): Answer {
  setProtection(core, parseBody(PROTECTION, body))
  return NO_CONTENT
}

function unprotect({ core, body }: AdminVisit): Answer {
  const { repository, branch } = parseBody(BRANCH, body)
  removeProtection(core, repository, branch)
  return NO_CONTENT
}

const RULESET = z.object({
  repository: z.string(),
  name: z.string(),
  active: z.boolean().default(true),
  branches: z.array(z.string()).default(['~DEFAULT_BRANCH']),
  requireCodeOwnerReview: z.boolean().default(false),
  restrictCreations: z.boolean().default(false),
  restrictedPaths: z.array(z.string()).default([]),
  restrictedExtensions: z.array(z.string()).default([]),
  maxPathLength: z.number().int().positive().optional(),
  maxFileMegabytes: z.number().int().positive().optional(),
  requiredReviewers: z
    .array(
      z.object({
        team: z.string(),
        filePatterns: z.array(z.string()),
        minimumApprovals: z.number().int().min(0).default(1),
      }),
    )
    .default([]),
})

function addRuleset({ core, body, at }: AdminVisit): Answer {
  return created({ id: setRuleset(core, { ...parseBody(RULESET, body), at }).id })
}

const APP = z.object({
  name: z.string(),
  url: z.string(),
  callbackUrl: z.string(),
  webhookUrl: z.string().nullable().default(null),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
})

function addApp({ core, body, at }: AdminVisit): Answer {
  const { permissions, ...input } = parseBody(APP, body)
  return created(presentNewApp(saveApp(core, { ...input, ...(permissions ? { permissions } : {}) }, at)))
}

/** `PUT /_admin/apps/:slug`: other addresses after a change of ports; the keys stay. */
export function updateApp({ core, body, at }: AdminVisit, slug: string): Answer {
  const known = core.state.apps.all().find((row) => row.slug === slug)
  if (known === undefined) throw notFound()
  const changes = parseBody(APP.omit({ name: true, permissions: true }).partial(), body)
  const input = {
    name: known.name,
    url: known.url,
    callbackUrl: known.callbackUrl,
    webhookUrl: known.webhookUrl,
  }
  return ok(presentNewApp(saveApp(core, { ...input, ...changes }, at)))
}

function presentNewApp(app: AppRow) {
  const { id, slug, clientId, clientSecret, webhookSecret, privateKey } = app
  return { id, slug, clientId, clientSecret, webhookSecret, pem: privateKey }
}

function addToken({ core, body, at }: AdminVisit): Answer {
  const { login } = parseBody(z.object({ login: z.string() }), body)
  return created({
    token: issueToken(core, { kind: 'ghp', accountId: accountNamed(core, login).id, at }).secret,
  })
}

function orderFault({ core, body }: AdminVisit): Answer {
  return created({ id: core.faults.add(parseBody(FAULT, body)) })
}

function clearFaults({ core, body }: AdminVisit): Answer {
  const { ids } = parseBody(z.object({ ids: z.array(z.number()).optional() }), body ?? {})
  core.faults.clear(ids)
  return NO_CONTENT
}
