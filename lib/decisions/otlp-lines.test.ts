import { expect, it } from 'vitest'
import type { ExportedDecision } from './export-decisions'
import { otlpLines } from './otlp-lines'

const decision: ExportedDecision = {
  at: '2026-11-24T14:30:00.123Z',
  result: 'denied',
  tool: 'create_refund',
  rule: 'max refund',
  attributed: true,
  message: 'Too much.',
  proxy: 'stripe-prod',
  policy: 'policies/payments/stripe.yaml',
  sha256: null,
  evidence: 3,
  id: '1-2-3',
  decision: null,
}

async function linesOf(...pages: ExportedDecision[][]): Promise<unknown[]> {
  async function* read() {
    yield* pages
  }
  const lines: string[] = []
  for await (const line of otlpLines(read())) lines.push(line)
  return lines.map((line) => JSON.parse(line) as unknown)
}

it('writes a page of decisions as one line of OpenTelemetry logs', async () => {
  const allowed = { ...decision, result: 'allowed', message: null, rule: null }
  expect(await linesOf([decision, allowed], [])).toEqual([
    {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'lockstep' } }] },
          scopeLogs: [
            {
              scope: { name: 'lockstep.decisions' },
              logRecords: [
                {
                  timeUnixNano: '1795530600123000000',
                  severityNumber: 13,
                  severityText: 'WARN',
                  eventName: 'lockstep.decision',
                  body: { stringValue: 'Too much.' },
                  attributes: [
                    { key: 'lockstep.result', value: { stringValue: 'denied' } },
                    { key: 'lockstep.tool', value: { stringValue: 'create_refund' } },
                    { key: 'lockstep.rule', value: { stringValue: 'max refund' } },
                    { key: 'lockstep.attributed', value: { boolValue: true } },
                    { key: 'lockstep.message', value: { stringValue: 'Too much.' } },
                    { key: 'lockstep.proxy', value: { stringValue: 'stripe-prod' } },
                    { key: 'lockstep.policy', value: { stringValue: 'policies/payments/stripe.yaml' } },
                    { key: 'lockstep.evidence', value: { intValue: '3' } },
                    { key: 'lockstep.id', value: { stringValue: '1-2-3' } },
                  ],
                },
                expect.objectContaining({
                  severityText: 'INFO',
                  body: { stringValue: 'create_refund: allowed' },
                }),
              ],
            },
          ],
        },
      ],
    },
  ])
})

it('writes nothing where nothing was found', async () => {
  expect(await linesOf([])).toEqual([])
})
