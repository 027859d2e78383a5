import { RE2JS } from 're2js'
import { parse } from 'yaml'
import * as z from 'zod'

/**
 * What a sample policy must look like: the rules of Intercept of 2026-03-04, and stricter, since these files are
 * examples – no unknown field, a name and a text on every rule, names unique on each tool.
 */
const window = z.enum(['minute', 'hour', 'day'])
const path = z.string().regex(/^(args|state)\../)
const pattern = z.string().refine((text) => RE2JS.compile(text) !== null)

const condition = z.discriminatedUnion('op', [
  z.strictObject({ path, op: z.enum(['eq', 'neq', 'contains']), value: z.unknown() }),
  z.strictObject({ path, op: z.enum(['in', 'not_in']), value: z.array(z.unknown()).min(1) }),
  z.strictObject({ path, op: z.enum(['lt', 'lte', 'gt', 'gte']), value: z.number() }),
  z.strictObject({ path, op: z.literal('regex'), value: pattern }),
  z.strictObject({ path, op: z.literal('exists'), value: z.boolean() }),
])

const named = { name: z.string().min(1), on_deny: z.string().min(1) }

const rule = z.union([
  z.strictObject({ ...named, action: z.literal('deny') }),
  z.strictObject({ ...named, rate_limit: z.string().regex(/^[1-9][0-9]*\/(minute|hour|day)$/) }),
  z.strictObject({
    ...named,
    conditions: z.array(condition).min(1),
    state: z
      .strictObject({
        counter: z.string().min(1),
        window,
        increment: z.int().min(1).optional(),
        increment_from: z.string().startsWith('args.').optional(),
      })
      .optional(),
  }),
])

const tool = z
  .strictObject({ rules: z.array(rule).refine(areUnique, 'two rules of one name') })
  .nullable()

const policy = z.strictObject({
  version: z.literal('1'),
  description: z.string().min(1),
  default: z.enum(['allow', 'deny']),
  hide: z.array(z.string().min(1)).optional(),
  tools: z.record(z.string(), tool),
})

/** What is wrong with the text of a sample policy, as one text per fault; none when it is well made. */
export function policyFaults(text: string): string[] {
  const read = policy.safeParse(parse(text))
  if (!read.success) return [z.prettifyError(read.error)]
  return Object.entries(read.data.tools).flatMap(([name, body]) => counterFaults(name, body?.rules ?? []))
}

/** A counter must be compared where it is counted, and two counters of a tool must differ. */
function counterFaults(toolName: string, rules: readonly z.infer<typeof rule>[]): string[] {
  const scope = toolName === '*' ? '_global' : toolName
  const counters = rules.flatMap((one) => ('state' in one && one.state !== undefined ? [one.state.counter] : []))
  const limits = rules.flatMap((one) => ('rate_limit' in one ? [one.rate_limit.replace(/.*\//, '')] : []))
  const compared = rules.flatMap((one) => ('conditions' in one ? one.conditions.map((each) => each.path) : []))
  const known = counters.map((counter) => `state.${scope}.${counter}`)
  return [
    ...(new Set([...counters, ...limits]).size < counters.length + limits.length
      ? [`${toolName}: two counters of one name`]
      : []),
    ...compared.filter((one) => one.startsWith('state.') && !known.includes(one)),
    ...known.filter((one) => !compared.includes(one)),
  ]
}

function areUnique(rules: readonly { readonly name: string }[]): boolean {
  return new Set(rules.map(({ name }) => name)).size === rules.length
}
