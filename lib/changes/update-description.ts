import { recordAudit } from '@/lib/audit/record-audit'
import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import type { FileDiff } from '@/lib/git/diff'
import { forgeFailureOf, type ForgeFailure } from '@/lib/git/forge-failure'
import type { GitHubClient } from '@/lib/git/github-client'
import type { Mirror } from '@/lib/git/mirror'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { isPolicyPath, isPolicyTestPath } from '@/lib/repository/policy-path'
import { diffMoves } from './change-moves'
import { findRenames } from './find-renames'
import { baseText, isDescribed, type ChangeSource } from './draft-parts'
import { findEmergency } from './emergency/find-emergency'
import { judgePaths } from './emergency/judge-owners'
import { ownersBase } from './owners-base'
import { predictAgreement } from './predict-agreement'
import { pathsThatNeedOwners } from './predict-owners'
import type { PreparedFile } from './prepare-files'
import { describeChange, hasOurs, replaceOurs } from './pull-body'
import { pullFiles } from './pull-files'
import { readProtection } from './rulesets/branch-protection'
import { readRequired } from './rulesets/required-reviewers'
import { testChangedPolicies } from './test-changed-policies'

export type UpdateDescriptionResult =
  | { readonly kind: 'updated' }
  /** What stands there is of this head, or there is nothing of ours to bring up to date: not drafted here, over, or not fetched yet. */
  | { readonly kind: 'current' }
  /** Somebody else drafted it and nobody asked, or the person may not write. */
  | { readonly kind: 'not-theirs' }
  /** Somebody took our part out of the description: it stays out. */
  | { readonly kind: 'taken-out' }
  | ForgeFailure

/** Files whose texts are read; the description names no more. */
const MOST_READ = 60

/**
 * Says anew what an open pull request does when others pushed to its branch: in the part of its description between our markers, with the
 * token of the person who drafted it, or of who asks for it: the app writes nothing by itself. Everything around that part stays as it
 * is. Once for each head, and each base that it is given.
 */
export async function updateDescription({
  ctx,
  source,
  client,
  links,
  number,
  isAsked = false,
}: {
  readonly ctx: Context<PersonActor>
  readonly source: ChangeSource
  /** Acts as the person; made only when there is something to write, since every use may renew their token. Null: they have none. */
  readonly client: () => Promise<GitHubClient | null>
  /** Address of a draft, for the link back. */
  readonly links: { readonly draft: (id: string) => string }
  readonly number: number
  /** Somebody asked for it, as themselves; else it is written for its drafter alone, who only looked at it. */
  readonly isAsked?: boolean
}): Promise<UpdateDescriptionResult> {
  const { db, repositoryId, actor } = ctx
  const [change, draft] = await Promise.all([
    db.prisma.changeRequest.findUnique({ where: { repositoryId_number: { repositoryId, number } } }),
    db.prisma.draft.findFirst({
      where: { repositoryId, changeNumber: number },
      select: { id: true, personId: true, options: true },
      orderBy: { submittedAt: 'asc' },
    }),
  ])
  if (change === null || change.state !== 'open' || draft === null) return { kind: 'current' }
  const isTheirs = isAsked || draft.personId === actor.personId
  if (!isTheirs || !roleAtLeast(actor.role, 'write')) return { kind: 'not-theirs' }
  if (isDescribed(draft.options, change)) return { kind: 'current' }
  const fresh = await describeHead(ctx, source, { ...change, number }, links.draft(draft.id))
  const person = fresh === null ? null : await client()
  if (fresh === null || person === null) return { kind: 'current' }
  try {
    const answer = await write(person, source, number, fresh)
    await keep(ctx, draft.id, { ...change, isWritten: answer.kind === 'updated' })
    return answer
  } catch (error) {
    const failure = forgeFailureOf(error, ctx.now)
    if (failure !== null) return failure
    throw error
  }
}

interface DescribedHead {
  readonly number: number
  readonly headSha: string
  /** Short name of the branch that it goes to. */
  readonly baseRef: string
}

/** What a submission of this very head would say; null while the mirror does not have it. */
async function describeHead(
  ctx: Context,
  { mirror, repository }: ChangeSource,
  change: DescribedHead & { readonly openedBy: string; readonly baseSha: string },
  link: string,
): Promise<string | null> {
  const compared = await pullFiles(mirror, change)
  const tip = await mirror.objects.resolve(repository.ref)
  if (compared === null || tip === null) return null
  const { configuration } = await readConfiguration(mirror.objects, tip)
  const files = await textsOf(mirror, compared.files)
  const tested = files.filter(({ basePath, path }) => {
    const name = path ?? basePath ?? ''
    return isPolicyPath(name, configuration.root) || isPolicyTestPath(name, configuration.root)
  })
  const reason = (await findEmergency({ ctx, number: change.number }))?.reason ?? null
  const base = await ownersBase(mirror, { ...change, state: 'open', mergeSha: null, rebased: [] })
  const read = await readCodeowners(mirror.objects, base)
  const codeowners = read?.codeowners ?? null
  const reviewers = configuration.emergency?.reviewers ?? []
  const rules = await readRequired(ctx, change.baseRef)
  const protection = await readProtection(ctx, change.baseRef)
  const terms = { reviewers, drafter: change.openedBy, rules, protection }
  const paths = pathsThatNeedOwners(files)
  const renames = await findRenames(mirror.objects, compared.files)
  return describeChange({
    description: '',
    files,
    tests: await testChangedPolicies(mirror.objects, compared.head, tested),
    agreement: predictAgreement(codeowners, terms, paths, change.openedBy),
    moves: await diffMoves(mirror.objects, codeowners, compared.files, renames, configuration.root),
    emergency: reason === null ? null : { reason, files: judgePaths(codeowners, paths, terms) },
    link,
  })
}

async function textsOf(mirror: Mirror, files: readonly FileDiff[]): Promise<PreparedFile[]> {
  return Promise.all(
    files.map(async ({ path, before, after }, index) => {
      const read = async (side: FileDiff['before']) =>
        side === null ? null : index < MOST_READ ? ((await baseText(mirror, side.sha)) ?? '') : ''
      const [old, next] = await Promise.all([read(before), read(after)])
      return {
        basePath: before === null ? null : path,
        path: after === null ? null : path,
        before: old,
        text: next,
      }
    }),
  )
}

async function write(
  client: GitHubClient,
  { repository }: ChangeSource,
  number: number,
  fresh: string,
): Promise<{ kind: 'updated' | 'current' | 'taken-out' }> {
  const of = { owner: repository.owner, repo: repository.name, pull_number: number }
  const { data } = await client.rest.pulls.get(of)
  const current = data.body ?? ''
  if (!hasOurs(current)) return { kind: 'taken-out' }
  const body = replaceOurs(current, fresh)
  if (body === current) return { kind: 'current' }
  await client.rest.pulls.update({ ...of, body })
  return { kind: 'updated' }
}

async function keep(
  ctx: Context<PersonActor>,
  id: string,
  { number, headSha: head, baseRef, isWritten }: DescribedHead & { readonly isWritten: boolean },
): Promise<void> {
  await ctx.db.transaction(async (client) => {
    await client.query(
      `UPDATE draft SET options = options || jsonb_build_object('described', $2::text, 'base', $3::text) WHERE id = $1`,
      [id, head, baseRef],
    )
    if (isWritten)
      await recordAudit(ctx, { action: 'change.described', subject: `#${number}`, detail: { head } }, client)
  })
}
