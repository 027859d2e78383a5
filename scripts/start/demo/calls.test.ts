import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inCheckout } from '../../paths'
import { nextCall } from './calls'
import { demoFleet } from './fleet'

const steps = Array.from({ length: 200 }, (_, index) => index / 200)

describe.each(demoFleet('/demo'))('the agent through $name', (proxy) => {
  it('calls tools that its policy names, each way of calling at its turn', () => {
    const policy = readFileSync(inCheckout('policies', proxy.policyPath), 'utf8')
    const calls = steps.map((random) => nextCall(proxy, random))
    const distinct = new Set(calls.map((call) => JSON.stringify(call)))
    expect(distinct.size).toBeGreaterThanOrEqual(8)
    for (const name of new Set(calls.map((call) => call.name))) expect(policy).toContain(`\n  ${name}:`)
  })
})
