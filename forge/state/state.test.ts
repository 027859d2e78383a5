import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, afterEach, describe, expect, it } from 'vitest'
import { State } from './state'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'forge-state-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

const journal = () => join(directory, 'journal.ndjson')

/** Opens the state of the folder for a moment, as a forge that is started and stopped. */
function opened<T>(use: (state: State) => T): T {
  const state = new State(directory)
  try {
    return use(state)
  } finally {
    state.close()
  }
}

function addStatus(state: State, context: string): void {
  const at = '2026-03-01T12:00:00.000Z'
  const row = { id: state.nextId(), repositoryId: 1, sha: 'a'.repeat(40), context, createdAt: at }
  state.statuses.put({ ...row, state: 'success', description: null, targetUrl: null, creatorId: 1 })
  state.save()
}

const contexts = () => opened((state) => state.statuses.all().map(({ context }) => context))

describe('the state of the forge', () => {
  it('keeps all that was saved, over any number of starts', () => {
    opened((state) => addStatus(state, 'first'))
    opened((state) => addStatus(state, 'second'))
    expect(contexts()).toEqual(['first', 'second'])
  })

  it.each([
    ['in the middle of a word', (line: string) => line.slice(0, line.length / 2)],
    ['at its first byte', (line: string) => line.slice(0, 1)],
    ['before its end of line', (line: string) => line.trimEnd()],
  ])('loses nothing but the last change when a kill tore its line %s, and goes on', (_, tear) => {
    opened((state) => addStatus(state, 'kept'))
    const before = readFileSync(journal(), 'utf8')
    opened((state) => addStatus(state, 'torn'))
    writeFileSync(journal(), before + tear(readFileSync(journal(), 'utf8').slice(before.length)))

    expect(contexts()).toEqual(['kept'])
    opened((state) => addStatus(state, 'later'))
    expect(contexts()).toEqual(['kept', 'later'])
  })

  it('refuses a line in the middle that is none, in a sentence that says what to do', () => {
    opened((state) => addStatus(state, 'kept'))
    appendFileSync(journal(), '{"puts":[\n')
    expect(() => new State(directory)).toThrow(/is damaged\. Start with an empty data directory\.$/)
  })
})
