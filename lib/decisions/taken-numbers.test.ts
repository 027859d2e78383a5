import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Dictionaries, OTHER } from './dictionaries'
import { batchOf } from './testing/open-log'
import { call, openSendingLog, type SendingLog } from './testing/sending-log'

let stage: SendingLog
beforeAll(async () => {
  stage = await openSendingLog()
})
afterAll(() => stage.log.close())

it('names that a standby never got, which took over, are given numbers anew: what is logged is called by its own name', async () => {
  const log = (tool: string) => stage.send(batchOf({ fileId: randomUUID(), lines: [call({ tool })] }))
  await log('lost')
  const [lost] = await stage.query<{ id: number }>(`SELECT id FROM tool_name WHERE name = 'lost'`)
  // What a standby without the last transactions has, as far as this process can see it.
  await stage.query(`DELETE FROM decision WHERE tool = $1`, [lost?.id])
  await stage.query(`DELETE FROM tool_name WHERE id = $1`, [lost?.id])
  await stage.query(`INSERT INTO tool_name (id, repository_id, name) VALUES ($1, $2, 'another')`, [
    lost?.id,
    stage.log.repositoryId,
  ])
  // The one that ends all others is kept from everybody: after a failover no connection is left.
  const last = await stage.log.db.pool.connect()
  const { rowCount } = await last.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  )
  expect(rowCount).toBeGreaterThan(0)
  await expect
    .poll(() =>
      log('lost')
        .then(() => true)
        .catch(() => false),
    )
    .toBe(true)
  last.release(true)
  const logged = await stage.query(
    `SELECT n.name, count(*)::int AS calls FROM decision d JOIN tool_name n ON n.id = d.tool WHERE n.name IN ('lost', 'another') GROUP BY 1`,
  )
  expect(logged).toEqual([{ name: 'lost', calls: 1 }])
})

describe('numbers', () => {
  const last = async (sequence: string) =>
    (await stage.query<{ n: string }>(`SELECT last_value AS n FROM ${sequence}`))[0]?.n

  it('are taken for what is new only, however often the same is sent', async () => {
    const body = batchOf({
      fileId: randomUUID(),
      lines: [call({ tool: 'numbered', result: 'denied', rule: 'r', message: 'No.' })],
    })
    await stage.send(body)
    const sequences = [
      'event_file_number_seq',
      'tool_name_id_seq',
      'rule_name_id_seq',
      'denial_message_id_seq',
    ]
    const before = await Promise.all(sequences.map(last))
    for (let times = 0; times < 5; times += 1) {
      await stage.send(body)
      // A process that remembers nothing yet.
      const dictionaries = new Dictionaries(stage.log.db)
      await dictionaries.tools(sender(), ['numbered'])
      await dictionaries.rules(sender(), ['r'])
      await dictionaries.messages(sender(), ['No.'])
    }
    expect(await Promise.all(sequences.map(last))).toEqual(before)
  })

  it('of names that are invented without end are those of one other name, and known names keep theirs', async () => {
    const known = (await new Dictionaries(stage.log.db).tools(sender(), ['numbered']))('numbered')
    const full = new Dictionaries(stage.log.db, { ofRepository: 1, ofProxy: 100 })
    const ids = await full.tools(sender(), ['invented-1', 'invented-2', 'numbered'])
    expect(ids('invented-1')).toBe(ids('invented-2'))
    expect(ids('numbered')).toBe(known)
    expect(await nameOf(ids('invented-1'))).toBe(OTHER)
  })

  it.each(['tools', 'rules', 'messages'] as const)(
    'of %s that one proxy invents beyond its share are those of one other name, and every other proxy gets its own for the same',
    async (dictionary) => {
      const names = new Dictionaries(stage.log.db, { ofRepository: 1000, ofProxy: 3 })
      const [inventor, honest] = [sender(), sender()]
      const invented = ['i1', 'i2', 'i3', 'i4', 'i5']
      const ids = await names[dictionary](inventor, invented)
      expect(new Set(invented.map(ids)).size).toBe(4)
      const beyond = invented.filter((name) => invented.some((two) => two !== name && ids(two) === ids(name)))
      const other = ids(beyond[0] ?? '')
      // In further batches too, of this process or of another.
      for (const later of [names, new Dictionaries(stage.log.db, { ofRepository: 1000, ofProxy: 3 })])
        expect((await later[dictionary](inventor, ['i6', 'i1']))('i6')).toBe(other)
      const own = await names[dictionary](honest, [...beyond, 'own'])
      expect(new Set([...beyond.map(own), own('own'), other]).size).toBe(4)
    },
  )
})

function sender() {
  return { repositoryId: stage.log.repositoryId, proxyId: randomUUID() }
}

async function nameOf(id: number): Promise<string | undefined> {
  return (await stage.query<{ name: string }>('SELECT name FROM tool_name WHERE id = $1', [id]))[0]?.name
}
