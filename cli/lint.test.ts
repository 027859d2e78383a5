import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CLI_FILE } from '@/scripts/build-cli'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

function lockstep(folder: string, ...args: string[]) {
  return spawnSync(process.execPath, [CLI_FILE, ...args], { encoding: 'utf8', cwd: folder })
}

function folderWith(text: string): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a.yaml'), text)
  return folder
}

const GOOD = 'version: "1"\ndefault: deny\ntools:\n  pay: {rules: []}\n'

it('lint ends with 0 on a sound policy, 1 on findings and 2 on a missing path', () => {
  const good = folderWith(GOOD)
  expect(lockstep(good, 'lint', '.')).toMatchObject({ status: 0, stdout: '1 file, 0 findings\n' })
  const bad = lockstep(folderWith(`${GOOD}hdie: [x]\n`), 'lint', 'a.yaml')
  expect(bad.stdout).toContain('a.yaml:5:1 error unknown-field: "hdie" is ignored. Did you mean "hide"?')
  expect(bad.status).toBe(1)
  expect(lockstep(good, 'lint', 'none.yaml').status).toBe(2)
})

it("lint prints Intercept's own errors beside ours, for machines too", () => {
  const folder = folderWith('version: "2"\ndefault: deny\n')
  const json = JSON.parse(lockstep(folder, 'lint', 'a.yaml', '--format', 'json').stdout)
  expect(json).toMatchObject({ files: 1, findings: [{ rule: 'intercept-version', line: 1 }] })
  expect(lockstep(folder, 'lint', 'a.yaml', '--format', 'github').stdout).toBe(
    '::error file=a.yaml,line=1,endLine=1,col=1,endColumn=12,title=intercept-version::version must be "1", got "2"\n',
  )
})

it('eval says what a policy answers', () => {
  const folder = folderWith(GOOD)
  expect(lockstep(folder, 'eval', 'a.yaml', '--tool', 'pay')).toMatchObject({
    status: 0,
    stdout: '{"result":"allowed"}\n',
  })
  const denied = lockstep(folder, 'eval', 'a.yaml', '--tool', 'other')
  expect(denied.status).toBe(1)
  expect(denied.stdout).toContain('"rule":"(default deny)"')
  expect(lockstep(folder, 'eval', 'a.yaml', '--tool', 'pay', '--args', '[1]').status).toBe(2)
})

it('explain says what each tool answers, and any other', () => {
  const folder = folderWith(GOOD)
  expect(lockstep(folder, 'explain', 'a.yaml')).toMatchObject({
    status: 0,
    stdout: 'pay: allowed\nany other tool: denied\n',
  })
  expect(lockstep(folder, 'explain', 'none.yaml').status).toBe(2)
  writeFileSync(join(folder, 'refused.yaml'), 'version: "2"\ndefault: allow\n')
  expect(lockstep(folder, 'explain', 'refused.yaml')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: 'lockstep: refused.yaml is no valid policy:\nversion must be "1", got "2"\n',
  })
})
