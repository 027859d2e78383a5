import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readSample } from '@/forge/seed/sample'
import { ownersOf, parseCodeowners } from '@/lib/repository/codeowners'
import { parseConfiguration } from '@/lib/repository/configuration'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { checkPolicyTests } from '@/lib/policy/test/check-policy-tests'
import { testPathOf } from '@/lib/policy/test/test-path'
import { policyFaults } from './policy-shape'

const sample = readSample()
const policies = [...sample].filter(([path]) => isPolicyPath(path, 'policies'))

function textOf(path: string): string {
  return sample.get(path) ?? ''
}

describe('the sample policies', () => {
  it.each(policies)('%s is well made', (_path, text) => {
    expect(policyFaults(text)).toEqual([])
  })

  it('would not pass with a fault in them', () => {
    const stripe = textOf('policies/payments/stripe.yaml')
    expect(policyFaults(stripe.replace('op: lte', 'op: most'))).not.toEqual([])
    expect(policyFaults(stripe.replace('20/hour', '20/week'))).not.toEqual([])
    const ledger = textOf('policies/payments/ledger.yaml')
    expect(policyFaults(ledger.replace("counter: 'day_total'", "counter: 'total'"))).not.toEqual([])
  })

  it('stand in the folders of four teams', () => {
    expect(policies.map(([path]) => path)).toEqual([
      'policies/data/bigquery.yaml',
      'policies/data/postgres.yaml',
      'policies/data/snowflake.yaml',
      'policies/payments/ledger.yaml',
      'policies/payments/stripe.yaml',
      'policies/platform/everything.yaml',
      'policies/platform/filesystem.yaml',
      'policies/platform/github.yaml',
      'policies/platform/kubernetes.yaml',
      'policies/platform/pagerduty.yaml',
      'policies/support/macros-trial.yaml',
      'policies/support/memory.yaml',
      'policies/support/slack.yaml',
      'policies/support/zendesk.yaml',
    ])
  })
})

describe('the tests of the sample policies', () => {
  it.each(policies)('%s passes, and every rule is covered in each outcome that it can have', (path, text) => {
    const outcome = checkPolicyTests(text, textOf(testPathOf(path)))
    if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome))
    const { cases, coverage } = outcome.report
    expect(cases.flatMap(({ steps }) => steps.flatMap(({ fault, line }) => (fault === null ? [] : [`${line}: ${fault}`])))).toEqual([])
    const open = coverage.rules.filter(({ letsThrough, denies }) => letsThrough === 'none' || denies === 'none')
    expect(open).toEqual([])
  })

  it('would fail on a looser policy', () => {
    const looser = textOf('policies/payments/stripe.yaml').replace('value: 100000\n', 'value: 200000\n')
    const outcome = checkPolicyTests(looser, textOf('policies/payments/stripe.test.yaml'))
    expect(outcome).toMatchObject({ kind: 'ran', report: { failed: 1 } })
  })
})

describe('the sample owners', () => {
  const codeowners = parseCodeowners(textOf('.github/CODEOWNERS'))

  it('have no fault', () => {
    expect(codeowners.errors).toEqual([])
  })

  it('let security stand in wherever somebody owns a file', () => {
    const owned = codeowners.rules.filter(({ owners }) => owners.length > 0)
    expect(owned.filter(({ owners }) => !owners.includes('@northwind/security'))).toEqual([])
  })

  it('leave exactly one policy without an owner', () => {
    const unowned = policies.filter(([path]) => ownersOf(codeowners, path)?.owners.length === 0)
    expect(unowned.map(([path]) => path)).toEqual(['policies/support/macros-trial.yaml'])
    expect(ownersOf(codeowners, 'policies/support/slack.yaml')?.owners).toHaveLength(2)
  })
})

describe('the sample configuration', () => {
  it('names three environments, no pin and the emergency reviewers', () => {
    const read = parseConfiguration(textOf('.lockstep.yaml'))
    expect(read).toMatchObject({
      ok: true,
      configuration: {
        root: 'policies',
        environments: [
          { name: 'prod', ref: 'main', allowanceMs: 600_000 },
          { name: 'staging', ref: 'main', allowanceMs: 120_000 },
          { name: 'dev', ref: 'main', allowanceMs: 120_000 },
        ],
        pins: [],
        emergency: { reviewers: ['@northwind/security'], followUpMs: 86_400_000 },
      },
    })
  })
})

describe('policies of servers that the demo really runs', () => {
  it.each([
    ['policies/platform/everything.yaml', '@modelcontextprotocol/server-everything', []],
    ['policies/platform/filesystem.yaml', '@modelcontextprotocol/server-filesystem', [tmpdir()]],
    ['policies/support/memory.yaml', '@modelcontextprotocol/server-memory', []],
  ])('%s lists or hides every tool of its server, and no other', async (path, server, args) => {
    const policy: { hide?: string[]; tools: Record<string, unknown> } = parse(textOf(path))
    const listed = [...Object.keys(policy.tools), ...(policy.hide ?? [])].filter((name) => name !== '*')
    expect(listed.sort()).toEqual((await toolsOf(server, args)).sort())
  })
})

async function toolsOf(server: string, args: readonly string[]): Promise<string[]> {
  const script = createRequire(import.meta.url).resolve(`${server}/dist/index.js`)
  const client = new Client({ name: 'policies.test', version: '1' })
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [script, ...args], stderr: 'ignore' }),
  )
  const { tools } = await client.listTools()
  await client.close()
  return tools.map(({ name }) => name)
}
