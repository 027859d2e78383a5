import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { inCheckout } from '@/scripts/paths'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { lockstep, writeFiles } from './testing/checkout'

const server = (name: string) =>
  inCheckout('node_modules', '@modelcontextprotocol', `server-${name}`, 'dist', 'index.js')

it.each([
  ['everything', [], 'echo'],
  ['filesystem', ['.'], 'read_text_file'],
])('writes a policy that lints clean for the real server %s', (name, args, tool) => {
  const folder = temporaryFolder()
  const { status, stdout } = lockstep(folder, ['scan', '--', process.execPath, server(name), ...args])
  expect(status).toBe(0)
  const parsed = parsePolicy(stdout)
  if (!parsed.ok) throw new Error(parsed.loadError)
  expect(parsed.policy.default).toBe('deny')
  expect(parsed.policy.tools.get(tool)).toMatchObject({ rules: [] })
  expect(parsed.policy.tools.size).toBeGreaterThan(8)
  writeFiles(folder, { 'a.yaml': stdout })
  expect(lockstep(folder, ['lint', 'a.yaml']).stdout).toBe('1 file, 0 findings\n')
})

const PAGES = `
process.stdin.setEncoding('utf8')
let rest = ''
process.stdin.on('data', (chunk) => {
  rest += chunk
  for (let end = rest.indexOf('\\n'); end >= 0; end = rest.indexOf('\\n')) {
    const { id, method, params } = JSON.parse(rest.slice(0, end))
    rest = rest.slice(end + 1)
    const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n')
    if (method === 'initialize') process.stdout.write('not a message\\n'), say({ id, method: 'ping' }), say({ id, result: {} })
    if (method === 'tools/list' && process.argv[2] === 'refuse') say({ id, error: { code: -1, message: 'no' } })
    else if (method === 'tools/list') {
      const page = Number(params.cursor ?? 0)
      say({ id, result: { tools: [{ name: 'tool_' + page }], ...(page < 2 && { nextCursor: String(page + 1) }) } })
    }
  }
})
`

it('asks for all pages, and says why there is no policy when a server refuses or ends', () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'pages.mjs': PAGES })
  const scan = (...args: string[]) => lockstep(folder, ['scan', '--', process.execPath, ...args])
  const all = scan(join(folder, 'pages.mjs'))
  expect(all.stdout).toMatch(/tool_0:[\s\S]*tool_1:[\s\S]*tool_2:/)
  const refused = scan(join(folder, 'pages.mjs'), 'refuse')
  expect(refused).toMatchObject({ status: 2, stdout: '' })
  expect(refused.stderr).toContain('the server refuses tools/list')
  const ended = scan('-e', 'process.exit(3)')
  expect(ended.status).toBe(2)
  expect(ended.stderr).toContain('the server ended before it listed its tools: exit code 3')
  expect(lockstep(folder, ['scan']).status).toBe(2)
})

it('shows nothing of a hostile server as it is, and waits for no line without an end', () => {
  const folder = temporaryFolder()
  const text = '\\u009b31m \\u202e ##[stop-commands]x'
  writeFiles(folder, {
    'hostile.mjs': `process.stdout.write('{"id":1,"error":"${text}"}\\n')\nprocess.stdin.resume()`,
    'endless.mjs': `process.stdout.write('x'.repeat(17 * 1024 * 1024))\nprocess.stdin.resume()`,
  })
  const scan = (file: string) => lockstep(folder, ['scan', '--', process.execPath, join(folder, file)])
  const hostile = scan('hostile.mjs')
  expect(hostile).toMatchObject({ status: 2, stdout: '' })
  expect(hostile.stderr).toBe(
    'lockstep: the server refuses initialize: "\ufffd31m \ufffd ## [stop-commands]x"\n',
  )
  expect(scan('endless.mjs')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('lockstep: the server cannot be understood: a line is longer than'),
  })
})
