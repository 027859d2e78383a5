import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verify } from '@octokit/webhooks-methods'
import { saveApp } from '@/forge/admin/make-app'
import type { AppRow } from '@/forge/state/credentials'
import { foundAcme, FULL_NAME, proposeChange, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'

interface Received {
  readonly event: string
  readonly delivery: string
  readonly signature: string
  readonly body: string
  readonly payload: Record<string, unknown>
}

let forge: RunningForge
let app: AppRow
let receiver: Server
let received: Received[] = []
const at = new Date('2026-03-02T10:00:00Z')

beforeEach(async () => {
  received = []
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const header = (name: string): string => String(request.headers[name] ?? '')
      received.push({
        event: header('x-github-event'),
        delivery: header('x-github-delivery'),
        signature: header('x-hub-signature-256'),
        body,
        payload: asRecord(JSON.parse(body)),
      })
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const address = receiver.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  forge = await startForge()
  await foundAcme(forge.forge)
  const webhookUrl = `http://127.0.0.1:${port}/hook`
  app = saveApp(
    forge.forge.core,
    { name: 'Lockstep', url: 'http://x.test', callbackUrl: 'http://x.test/cb', webhookUrl },
    at,
  )
})
afterEach(async () => {
  receiver.close()
  receiver.closeAllConnections()
  await forge.close()
})

/** Payloads are JSON objects. */
function asRecord(value: unknown): Record<string, unknown> {
  return value as Record<string, unknown>
}

const names = () =>
  received.map(({ event, payload }) =>
    typeof payload.action === 'string' ? `${event}.${payload.action}` : event,
  )
const untilReceived = async (...wanted: string[]) => {
  await expect.poll(() => [...names()].sort(), { timeout: 5000 }).toEqual([...wanted].sort())
}

describe('webhooks', () => {
  it('tell of branches, pull requests, reviews, checks and merges, signed', async () => {
    const number = await proposeChange(forge.forge, {
      person: 'ana',
      path: 'payments/limits.yaml',
      text: 'limit: 2\n',
    })
    await untilReceived('create', 'push', 'pull_request.opened', 'pull_request.review_requested')
    received = []
    await forge.as('ben').rest.pulls.createReview({ ...REPOSITORY, pull_number: number, event: 'APPROVE' })
    await forge
      .as('ana')
      .rest.issues.addLabels({ ...REPOSITORY, issue_number: number, labels: ['emergency'] })
    await forge.as('ana').rest.pulls.merge({ ...REPOSITORY, pull_number: number })
    await untilReceived(
      'pull_request_review.submitted',
      'pull_request.labeled',
      'push',
      'pull_request.closed',
    )
    for (const { body, signature } of received)
      expect(await verify(app.webhookSecret, body, signature)).toBe(true)
    const closed = received.find(({ payload }) => payload.action === 'closed')?.payload
    expect(closed).toMatchObject({
      number,
      pull_request: { merged: true, state: 'closed' },
      repository: { full_name: FULL_NAME },
      sender: { login: 'ana' },
      installation: { id: expect.any(Number) },
    })
    const push = received.find(({ event }) => event === 'push')?.payload
    expect(push).toMatchObject({ ref: 'refs/heads/main', forced: false, pusher: { name: 'ana' } })
  })

  it('tell of issues that are opened, edited, labelled, closed and opened again', async () => {
    const ana = forge.as('ana').rest.issues
    const { data: issue } = await ana.create({ ...REPOSITORY, title: 'Follow up', labels: ['follow-up'] })
    const of = { ...REPOSITORY, issue_number: issue.number }
    await ana.update({ ...of, body: '- [x] done' })
    await ana.update({ ...of, title: issue.title })
    await ana.addLabels({ ...of, labels: ['done'] })
    await ana.update({ ...of, state: 'closed' })
    await ana.update({ ...of, state: 'open' })
    await untilReceived(
      'issues.opened',
      'issues.edited',
      'issues.labeled',
      'issues.closed',
      'issues.reopened',
    )
    const closed = received.find(({ payload }) => payload.action === 'closed')?.payload
    expect(closed).toMatchObject({
      issue: { number: issue.number, state: 'closed' },
      sender: { login: 'ana' },
    })
  })

  it('tell of members who come and go', async () => {
    await forge.forge.setRole({ repository: FULL_NAME, to: 'otto', role: 'read', at })
    await untilReceived('member.added')
    await forge.forge.setRole({ repository: FULL_NAME, to: 'otto', role: 'none', at })
    await untilReceived('member.added', 'member.removed')
    expect(received.map(({ event }) => event)).toEqual(['member', 'member'])
  })

  it('are delivered again with the same id', async () => {
    await forge.forge.setRole({ repository: FULL_NAME, to: 'otto', role: 'read', at })
    await untilReceived('member.added')
    const key = forge.asApp(app).rest.apps
    await expect.poll(async () => (await key.listWebhookDeliveries()).data.length).toBe(1)
    const [item] = (await key.listWebhookDeliveries()).data
    expect(item).toMatchObject({
      event: 'member',
      status_code: 200,
      redelivery: false,
      guid: received[0]?.delivery,
    })
    await key.redeliverWebhookDelivery({ delivery_id: item?.id ?? 0 })
    await untilReceived('member.added', 'member.added')
    expect(received[1]?.delivery).toBe(received[0]?.delivery)
    expect(received[1]?.body).toBe(received[0]?.body)
  })

  it('are tried once: a receiver that is away is a failed delivery', async () => {
    receiver.close()
    receiver.closeAllConnections()
    await forge.forge.setRole({ repository: FULL_NAME, to: 'otto', role: 'read', at })
    const key = forge.asApp(app).rest.apps
    await expect
      .poll(async () => (await key.listWebhookDeliveries()).data)
      .toMatchObject([{ status_code: 0 }])
  })
})

describe('hook faults', () => {
  const order = (kind: string) => forge.admin('/_test/fault', { kind, path: 'member', count: 1 })
  const change = (login: string) =>
    forge.forge.setRole({ repository: FULL_NAME, to: login, role: 'triage', at })

  it('lose one', async () => {
    await order('drop-hooks')
    await change('otto')
    await change('rita')
    await untilReceived('member.edited')
    expect(received[0]?.payload.member).toMatchObject({ login: 'rita' })
  })

  it('send one twice with the same id', async () => {
    await order('double-hooks')
    await change('otto')
    await untilReceived('member.added', 'member.added')
    expect(received[0]?.delivery).toBe(received[1]?.delivery)
  })

  it('let one be overtaken', async () => {
    await order('reorder-hooks')
    await change('otto')
    await change('rita')
    await untilReceived('member.added', 'member.edited')
    expect(names()).toEqual(['member.edited', 'member.added'])
  })
})
