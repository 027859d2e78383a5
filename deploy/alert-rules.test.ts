import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { FLEET_STATES } from '@/lib/fleet/states'
import { JOBS } from '@/lib/jobs/start-background'
import { metrics, startMetrics } from '@/lib/metrics'
import { inCheckout } from '@/scripts/paths'

const duration = z.string().regex(/^\d+[smh]$/)

/** Members of a rule file of Prometheus (prometheus.io/docs/prometheus/latest/configuration/alerting_rules). */
const ruleFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Lockstep\w+$/),
          expr: z.string(),
          for: duration.optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
})

const RULES = ruleFile
  .parse(parse(readFileSync(inCheckout('deploy/prometheus/lockstep-alerts.yaml'), 'utf8')))
  .groups.flatMap(({ rules }) => rules)

const metric = z.object({ name: z.string(), labelNames: z.array(z.string()) })
const labelsOf = new Map(
  metrics()
    .registry.getMetricsAsArray()
    .map((one) => metric.parse(one))
    .map(({ name, labelNames }) => [name, labelNames]),
)

/** `lockstep_proxies{state="rejected"}` as a name and pairs. A histogram's count is under a name of its own. */
function selectorsOf(expr: string) {
  return [...expr.matchAll(/\b(lockstep_\w+?)(?:_count)?(?:\{([^}]*)\})?(?![\w{])/g)].map(
    ([, name = '', pairs = '']) => ({
      name,
      pairs: [...pairs.matchAll(/(\w+)=~?"([^"]*)"/g)].map(([, label = '', value = '']) => ({
        label,
        value,
      })),
    }),
  )
}

it.each(RULES.map(({ alert, expr }) => [alert, expr] as const))(
  '%s asks for metrics that there are, by labels that they have',
  (_, expr) => {
    const selectors = selectorsOf(expr)
    expect(selectors.length).toBeGreaterThan(0)
    for (const { name, pairs } of selectors) {
      expect([...labelsOf.keys()]).toContain(name)
      for (const { label } of pairs) expect(labelsOf.get(name)).toContain(label)
    }
  },
)

it('every state of drift has an alert, and every state that an alert names is one', () => {
  const named = RULES.flatMap(({ expr }) => selectorsOf(expr))
    .flatMap(({ pairs }) => pairs.filter(({ label }) => label === 'state'))
    .flatMap(({ value }) => value.split('|'))
  const slugs = new Set(FLEET_STATES.map(({ slug }): string => slug))
  expect(named.filter((state) => !slugs.has(state))).toEqual([])
  const drift = FLEET_STATES.filter(({ kind }) => kind === 'drift').map(({ slug }) => slug)
  expect(named).toEqual(expect.arrayContaining(drift))
})

it('no metric has a label that Prometheus sets itself: it would be renamed', () => {
  const labels = [...labelsOf].filter(([name]) => name.startsWith('lockstep_')).flatMap(([, names]) => names)
  expect(labels).toEqual(expect.arrayContaining(['task', 'outcome']))
  expect(labels.filter((label) => ['job', 'instance'].includes(label))).toEqual([])
})

it('every job has an alert that it can set off: those that run less than once in three minutes have one of their own', () => {
  const [rare] = RULES.filter(({ alert }) => alert === 'LockstepRareJobFails').flatMap(({ expr }) =>
    selectorsOf(expr).flatMap(({ pairs }) => pairs),
  )
  const names = JOBS.filter(({ everyMs }) => everyMs > 180_000).map(({ name }) => name)
  expect(rare).toEqual({ label: 'task', value: names.toSorted().join('|') })
})

it('a Lockstep that is gone has an alert: it tells no metric, and all others are silent', () => {
  const gone = RULES.find(({ expr }) => expr.startsWith('absent('))
  expect(gone).toMatchObject({ labels: { severity: 'page' } })
})

it('a message that is given up is an increase, also the first one of a process', async () => {
  const text = await startMetrics().registry.metrics()
  for (const outcome of ['received', 'failed', 'given-up'])
    expect(text).toContain(`lockstep_alerts_total{outcome="${outcome}"} 0`)
})

it('the rules that the documentation shows are those of the file', () => {
  const docs = readFileSync(inCheckout('docs/operations.md'), 'utf8')
  const shown = [...docs.matchAll(/- alert: (\w+)\n +expr: (.*)\n/g)].map(([, alert, expr]) => [alert, expr])
  expect(shown.length).toBeGreaterThan(2)
  expect(RULES.map(({ alert, expr }) => [alert, expr])).toEqual(expect.arrayContaining(shown))
})
