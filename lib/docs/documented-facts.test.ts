import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FLEET_STATES } from '@/lib/fleet/states'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { OPERATOR_WORDS } from '@/lib/policy/policy-words'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { parseConfiguration } from '@/lib/repository/configuration'
import { apiRoutes } from '@/lib/routes'

function read(path: string): string {
  return readFileSync(path, 'utf8')
}

describe('the documentation of GitHub', () => {
  const text = read('docs/github.md')

  it('names the addresses that the app answers at', () => {
    const [callback = ''] = /(?<=`‹LOCKSTEP_URL›)\/api\/auth[\w/]+/.exec(text) ?? []
    expect(existsSync(`app${callback}/route.ts`)).toBe(true)
    expect(text).toContain(`\`‹LOCKSTEP_URL›${apiRoutes.webhook()}\``)
  })

  it('asks for every event that the webhook acts on', () => {
    const acted = [...read('lib/jobs/receive-webhook.ts').matchAll(/new Set\(\[(.*)\]\)/g)].flatMap(
      ([, list = '']) => [...list.matchAll(/'(\w+)'/g)].map(([, event = '']) => event),
    )
    expect(acted).toContain('push')
    // GitHub sends `ping` to every app.
    for (const event of acted.filter((one) => one !== 'ping')) expect(text).toContain(`\`${event}\``)
  })

  it('shows a .lockstep.yaml that Lockstep takes', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? ''
    expect(parseConfiguration(example)).toMatchObject({
      ok: true,
      configuration: {
        environments: [{ name: 'prod' }, { name: 'staging' }],
        pins: [{ reason: 'INC-2231' }],
      },
    })
  })
})

it('explains every state of a proxy under the anchor that its page links to', () => {
  const headings = [...read('docs/troubleshooting.md').matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  )
  for (const { slug } of FLEET_STATES) expect(headings).toContain(slug)
})

it('documents every variable of the environment, and no other', () => {
  const known = [...read('lib/env.ts').matchAll(/^ {2}([A-Z_]+): z/gm)].map(([, name = '']) => name)
  const rows = read('docs/configuration.md')
    .split('\n')
    .map((line) => (line.startsWith('| `') ? (line.split('|')[1] ?? '') : ''))
  const documented = rows.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name))
  expect(documented.sort()).toEqual(known.sort())
})

describe('the reference of the policy language', () => {
  const text = read('docs/policy-language.md')
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = '']) => example)

  it('shows whole policies that Intercept would run', () => {
    expect(examples.length).toBeGreaterThan(4)
    for (const example of examples) {
      const loaded = parsePolicy(Buffer.from(example))
      expect(loaded.ok ? validatePolicy(loaded) : example).toEqual([])
    }
  })

  it('names every operator and no other', () => {
    const named = [...text.matchAll(/^\| ((?:`\w+`(?:, )?)+) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    )
    for (const word of OPERATOR_WORDS) expect(named).toContain(word)
  })
})

it('documents every metric of our own, and no other', () => {
  const known = [...read('lib/metrics.ts').matchAll(/name: '(lockstep_\w+)'/g)].map(([, name = '']) => name)
  const documented = [...read('docs/operations.md').matchAll(/^\| `(lockstep_\w+)`/gm)].map(
    ([, name = '']) => name,
  )
  expect(documented.sort()).toEqual(known.sort())
})
