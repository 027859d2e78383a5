import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findBrowser, type Places } from './find-browser'
import { temporaryFolder } from './test/temporary-folder'

const nothing: Places = { asked: undefined, system: [], own: '/nowhere/own', install: () => {} }

function program(name: string): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, '')
  chmodSync(path, 0o755)
  return path
}

describe('the browser', () => {
  it('is the one asked for, before any other', () => {
    const asked = program('asked')
    expect(findBrowser({ ...nothing, asked, system: [program('system')] })).toBe(asked)
  })

  it('is an installed one before Playwright’s own', () => {
    const system = program('system')
    expect(findBrowser({ ...nothing, system: ['/nowhere/chrome', system], own: program('own') })).toBe(system)
    const own = program('own')
    expect(findBrowser({ ...nothing, own })).toBe(own)
  })

  it('is installed when there is none', () => {
    const late = join(temporaryFolder(), 'late')
    const install = () => {
      writeFileSync(late, '')
      chmodSync(late, 0o755)
    }
    expect(findBrowser({ ...nothing, system: [late], install })).toBe(late)
  })

  it('is missing in words that say what to install', () => {
    expect(() => findBrowser(nothing)).toThrow(/apt-get install -y chromium/)
    expect(() => findBrowser({ ...nothing, asked: '/nowhere/x' })).toThrow(
      /LOCKSTEP_CHROMIUM names \/nowhere\/x/,
    )
  })
})
