import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder'
import { choosePorts, readPorts } from './ports'

async function busyPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('ports', () => {
  it('stay the same over starts, so that sign-in survives', async () => {
    const file = join(temporaryFolder(), 'ports.json')
    const first = await choosePorts(file, 0)
    expect(await choosePorts(file, 0)).toEqual(first)
    expect(first.app).not.toBe(first.forge)
  })

  it('move when somebody took them meanwhile', async () => {
    const file = join(temporaryFolder(), 'ports.json')
    const taken = await busyPort()
    writeFileSync(file, JSON.stringify({ app: taken, forge: taken }))
    const ports = await choosePorts(file, 0)
    expect([ports.app, ports.forge]).not.toContain(taken)
    expect(readPorts(file)).toEqual(ports)
  })

  it('refuse a busy one that was asked for, and say what to do', async () => {
    const file = join(temporaryFolder(), 'ports.json')
    await expect(choosePorts(file, await busyPort())).rejects.toThrow(/busy.*choose another port with --port/)
  })

  it('are chosen anew when the file is torn', async () => {
    const file = join(temporaryFolder(), 'ports.json')
    writeFileSync(file, '{"app":30')
    expect(readPorts(file)).toEqual({})
    await choosePorts(file, 0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('app')
  })
})
