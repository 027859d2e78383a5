import { execFileSync } from 'node:child_process'
import { statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { inCheckout } from '@/scripts/paths'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { makeFolder } from './make-folder'

it('makes what is missing, with its mode, and leaves what is there', () => {
  const place = temporaryFolder()
  makeFolder(join(place, 'a', 'b'), 0o700)
  makeFolder(join(place, 'a', 'b', '..', 'c'), 0o755)
  makeFolder(join(place, 'a'), 0o755)
  const modes = ['a', 'a/b', 'a/c'].map((name) => statSync(join(place, name)).mode & 0o777)
  expect(modes).toEqual([0o700, 0o700, 0o755])
})

it('says why it cannot where a file or a link to nothing lies', () => {
  const place = temporaryFolder()
  writeFileSync(join(place, 'file'), '')
  symlinkSync('nowhere', join(place, 'link'))
  expect(() => makeFolder(join(place, 'file'), 0o700)).toThrow('EEXIST')
  expect(() => makeFolder(join(place, 'file', 'below'), 0o700)).toThrow('ENOTDIR')
  expect(() => makeFolder(join(place, 'link', 'below'), 0o700)).toThrow('EEXIST')
})

it('says at once that it cannot below /proc, where every folder is told not to be there', () => {
  // In a program of its own, which can be ended: what tries for ever answers nobody.
  const program = `import('./lib/make-folder.ts').then(({ makeFolder }) => makeFolder('/proc/lockstep/events', 0o700)).catch((error) => console.log(error.code))`
  const said = execFileSync(process.execPath, ['--import', 'tsx', '-e', program], {
    cwd: inCheckout(),
    timeout: 60_000,
    encoding: 'utf8',
  })
  expect(said).toBe('ENOENT\n')
})
