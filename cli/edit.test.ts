import { chmodSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { replaceFile } from './edit/edit-file'
import { lockstep, writeFiles } from './testing/checkout'

const TEXT = `# kept
version: "1"
default: allow # also kept
tools:
  pay/out:
    rules:
      - {name: cap, conditions: [{path: args.amount, op: lte, value: 5}], on_deny: no}
`

function folderWith(text: string): string {
  const folder = temporaryFolder()
  writeFiles(folder, { 'a.yaml': text })
  return folder
}

it('prints the edited text, with every other byte as it was', () => {
  const folder = folderWith(TEXT)
  const short = ['--set-default', 'deny', '--set-value', 'pay/out/cap/0=12345678901234567890', '--hide', 'x']
  const { stdout, status } = lockstep(folder, ['edit', 'a.yaml', ...short])
  expect(status).toBe(0)
  const expected = TEXT.replace('allow #', 'deny #').replace('value: 5', 'value: 12345678901234567890')
  expect(stdout.replace(/\n*hide:\n.*- x\n\n?/, '\n').replace('\n\n', '\n')).toBe(expected)
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(TEXT)
})

it('makes operations of a JSON list first, then the short ones in their order, and writes in place through a link', () => {
  const folder = folderWith(TEXT)
  chmodSync(join(folder, 'a.yaml'), 0o640)
  symlinkSync('a.yaml', join(folder, 'link.yaml'))
  const edits = JSON.stringify([{ op: 'rename-tool', tool: 'pay/out', to: 'pay' }])
  const short = ['--deny-tool', 'other=Not yet.', '--set-message', 'pay/cap=Too much: a=b']
  const { status, stdout } = lockstep(
    folder,
    ['edit', 'link.yaml', '--edits', '-', ...short, '--write'],
    edits,
  )
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  const written = readFileSync(join(folder, 'a.yaml'), 'utf8')
  expect(written).toContain('# kept\nversion: "1"\ndefault: allow # also kept\ntools:\n  pay:\n')
  expect(written).toContain('Too much: a=b')
  expect(written).toContain('Not yet.')
  expect(statSync(join(folder, 'a.yaml')).mode & 0o777).toBe(0o640)
})

it('refuses as a whole, with the reason and the place, and leaves the file', () => {
  const folder = folderWith(TEXT)
  const refused = lockstep(folder, [
    'edit',
    'a.yaml',
    '--set-default',
    'deny',
    '--remove-tool',
    'none',
    '--write',
  ])
  expect(refused.status).toBe(1)
  expect(refused.stderr).toMatch(/^a\.yaml:\d+:\d+ refused not-found: /)
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(TEXT)
})

it('ends with 2 for edits that make no sense, and says how to write them', () => {
  const folder = folderWith(TEXT)
  const said = (...args: string[]) => {
    const { status, stderr } = lockstep(folder, ['edit', 'a.yaml', ...args], '[{"op":"explode"}]')
    expect(status).toBe(2)
    return stderr
  }
  expect(said()).toContain('there is nothing to do')
  expect(said('--edits', '-')).toContain('the edits are not valid at 0')
  expect(said('--set-default', 'maybe')).toContain('allow or deny')
  expect(said('--remove-rule', 'pay/none')).toContain('write it as TOOL/RULE')
  expect(said('--set-defualt', 'deny')).toContain('Did you mean --set-default?')
})

it('writes a long text whole, and removes nothing that it has not made', () => {
  const folder = folderWith(TEXT)
  const path = join(folder, 'a.yaml')
  const draft = `${path}.${process.pid}.new`
  writeFiles(folder, { [`a.yaml.${process.pid}.new`]: 'of somebody else' })
  expect(() => replaceFile(path, 'new')).toThrow(/a\.yaml cannot be written/)
  expect([readFileSync(path, 'utf8'), readFileSync(draft, 'utf8')]).toEqual([TEXT, 'of somebody else'])
  rmSync(draft)
  const text = 'ü'.repeat(5_000_000)
  replaceFile(path, text)
  expect(readFileSync(path, 'utf8') === text).toBe(true)
  expect(readdirSync(folder)).toEqual(['a.yaml'])
})
