import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft } from './create-draft'
import { getChange } from './get-change'
import { proposeChange } from './propose-change'
import { refreshChanges } from './refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from './testing/change-stage'
import { updateDescription } from './update-description'

let stage: ChangeStage
let ana: Context<PersonActor>

const PATH = 'policies/payments/stripe.yaml'
const SLACK = 'policies/support/slack.yaml'
const BEGIN = '<!-- lockstep:begin -->'
const END = '<!-- lockstep:end -->'

beforeEach(async () => {
  stage = await openChangeStage()
  ana = await stage.as('ana')
  const files = [{ basePath: PATH, edits: [], text: STRIPE.replace('500', '50') }]
  const made = await createDraft({
    ctx: ana,
    source: stage.source,
    input: { title: 't', description: '', files },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  const input = { revision: 0, title: 'Lower it', description: 'Why.', asDraft: false, labels: [] }
  const links = { change: () => 'https://lockstep.test' }
  const source = stage.source
  await proposeChange({ ctx: ana, source, client: stage.client('ana'), links, id: made.id, input })
})

afterEach(() => stage.close())

const rest = () => stage.forge.as('dora').rest
const bodyOf = async () => (await rest().pulls.get({ ...REPOSITORY, pull_number: 1 })).data.body ?? ''
const setBody = (body: string) => rest().pulls.update({ ...REPOSITORY, pull_number: 1, body })

async function pushToBranch(files: Record<string, string | null>): Promise<void> {
  const branch = (await stage.database.prisma.draft.findFirst())?.branch ?? ''
  const at = new Date()
  const message = 'More'
  await stage.forge.forge.commitFiles({ repository: FULL_NAME, branch, files, message, person: 'ben', at })
}

let looks = 0

async function update(ctx: Context<PersonActor> = ana, isAsked = false) {
  await stage.source.mirror.fetch()
  looks += 1
  const system = stage.system(new Date(Date.now() + looks * 10_000))
  await refreshChanges({
    ctx: system,
    source: stage.source,
    client: stage.client('dora'),
    input: { numbers: [1] },
  })
  const client = () => Promise.resolve(stage.client(ctx.actor.login))
  const links = { draft: () => 'https://lockstep.test' }
  return updateDescription({ ctx, source: stage.source, client, links, number: 1, isAsked })
}

const isDescribed = async () =>
  (await getChange({ ctx: ana, source: stage.source, root: 'policies', number: 1 }))?.isDescribed

describe('the description of a pull request that others push to', () => {
  it('says what goes from owners to others once somebody moves it there, and nothing of it before', async () => {
    expect(await bodyOf()).not.toContain('What changes owners')
    await pushToBranch({ [PATH]: null, 'policies/support/stripe.yaml': STRIPE.replace('500', '50') })
    expect(await update()).toEqual({ kind: 'updated' })
    expect(await bodyOf()).toContain('### What changes owners\n\n- `policies/payments/stripe.yaml` → ')
    expect(await bodyOf()).toContain('nobody owns the new place')
  })

  it('says what it does to another base once it is given one, and no more until that is so', async () => {
    const { data } = await rest().pulls.get({ ...REPOSITORY, pull_number: 1 })
    await rest().git.createRef({ ...REPOSITORY, ref: 'refs/heads/staging', sha: data.head.sha })
    await pushToBranch({ [SLACK]: 'version: "1"\ndefault: allow\n' })
    expect(await update()).toEqual({ kind: 'updated' })
    expect(await bodyOf()).toContain(PATH)
    expect(await update()).toEqual({ kind: 'current' })
    await rest().pulls.update({ ...REPOSITORY, pull_number: 1, base: 'staging' })
    expect(await update()).toEqual({ kind: 'updated' })
    expect(await bodyOf()).toContain(SLACK)
    expect(await bodyOf()).not.toContain(PATH)
    expect(await isDescribed()).toBe(true)
    expect(await update()).toEqual({ kind: 'current' })
  })

  it('says what the head now does, once for each head, and keeps every word around it', async () => {
    const first = await bodyOf()
    await setBody(`Above.\n\n${first}\n\nBelow.`)
    expect(await update()).toEqual({ kind: 'current' })
    await pushToBranch({ [SLACK]: 'version: "1"\ndefault: allow\n', [PATH]: STRIPE.replace('500', '40') })
    expect(await update()).toEqual({ kind: 'updated' })
    const body = await bodyOf()
    expect(body).toMatch(/^Above\.\n\nWhy\.\n\n<!-- lockstep:begin -->/)
    expect(body).toMatch(/<!-- lockstep:end -->\n\nBelow\.$/)
    expect(body).toContain('slack.yaml')
    expect(body).toContain('40')
    expect(await update()).toEqual({ kind: 'current' })
    const trail = await stage.database.prisma.auditEvent.findMany({ where: { action: 'change.described' } })
    expect(trail).toMatchObject([{ subject: '#1', actorName: 'ana' }])
  })

  it('is known to be old until it says the head, and is written as whoever asks for it and may write', async () => {
    await update()
    expect(await isDescribed()).toBe(true)
    await pushToBranch({ [SLACK]: 'version: "1"\ndefault: allow\n' })
    const ben = await stage.as('ben')
    const reader: Context<PersonActor> = { ...ben, actor: { ...ben.actor, role: 'read' } }
    expect(await update(reader, true)).toEqual({ kind: 'not-theirs' })
    expect(await isDescribed()).toBe(false)
    expect(await update(ben, true)).toEqual({ kind: 'updated' })
    expect(await isDescribed()).toBe(true)
    expect(await bodyOf()).toMatch(/^Why\.[^]*slack\.yaml/)
    const trail = await stage.database.prisma.auditEvent.findMany({ where: { action: 'change.described' } })
    expect(trail).toMatchObject([{ subject: '#1', actorName: 'ben' }])
  })

  it('is left to its drafter: nobody else writes it, nor who may no longer write', async () => {
    const before = await bodyOf()
    await pushToBranch({ [SLACK]: 'version: "1"\ndefault: allow\n' })
    expect(await update(await stage.as('ben'))).toEqual({ kind: 'not-theirs' })
    const reader: Context<PersonActor> = { ...ana, actor: { ...ana.actor, role: 'read' } }
    expect(await update(reader)).toEqual({ kind: 'not-theirs' })
    expect(await bodyOf()).toBe(before)
    expect(await update()).toEqual({ kind: 'updated' })
  })

  it.each([
    ['without our part', 'Only mine.'],
    ['with half of our markers', `Mine.\n${BEGIN}\nand more`],
    ['with them the wrong way round', `${END} mine ${BEGIN}`],
  ])('stays as it is %s', async (_, body) => {
    await setBody(body)
    await pushToBranch({ [SLACK]: 'version: "1"\ndefault: allow\n' })
    expect(await update()).toEqual({ kind: 'taken-out' })
    expect(await bodyOf()).toBe(body)
  })

  it('waits for the forge, and is written at the next look', async () => {
    await pushToBranch({ [SLACK]: 'version: "1"\ndefault: allow\n' })
    const outage = { kind: 'outage', method: 'PATCH', path: '*/pulls/1', count: 1 }
    await stage.forge.admin('/_test/fault', outage)
    expect(await update()).toEqual({ kind: 'unreachable' })
    expect(await bodyOf()).not.toContain('slack.yaml')
    expect(await update()).toEqual({ kind: 'updated' })
  })

  it('of a change that is over stays', async () => {
    await pushToBranch({ [SLACK]: 'version: "1"\ndefault: allow\n' })
    await rest().pulls.update({ ...REPOSITORY, pull_number: 1, state: 'closed' })
    expect(await update()).toEqual({ kind: 'current' })
  })
})
