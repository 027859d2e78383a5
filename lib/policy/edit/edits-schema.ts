import * as z from 'zod'
import { OPERATOR_WORDS, WINDOW_WORDS } from '../policy-words'
import { isWellFormed } from '../well-formed'
import type { Edit, EditValue } from './edits'

/** Bounds keep one request from writing a file that no editor opens. */
const text = z
  .string()
  .max(10_000)
  // No database keeps them, and no file could be written with them as they are.
  .refine(
    (written) => !written.includes('\0') && isWellFormed(written),
    'must not hold U+0000 or half of a character',
  )
const index = z.int().min(0).max(1_000_000)
const integer = z.string().regex(/^-?(?:0|[1-9][0-9]{0,19})$/, 'a whole number in plain decimals')

const value: z.ZodType<EditValue> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('null') }),
    z.strictObject({ kind: z.literal('bool'), value: z.boolean() }),
    z.strictObject({ kind: z.literal('int'), value: integer }),
    z.strictObject({ kind: z.literal('float'), value: z.number() }),
    z.strictObject({ kind: z.literal('string'), value: text }),
    z.strictObject({ kind: z.literal('list'), items: z.array(value).max(10_000) }),
    z.strictObject({ kind: z.literal('map'), entries: z.array(z.tuple([text, value])).max(10_000) }),
  ]),
)

const window = z.enum(WINDOW_WORDS)
const allowOrDeny = z.enum(['allow', 'deny'])
const action = z.enum(['evaluate', 'deny'])
const operator = z.enum(OPERATOR_WORDS)

const condition = z.strictObject({ path: text, op: operator, value })
const limit = z.strictObject({ count: integer, window })

const counter = z.strictObject({
  counter: text,
  window,
  increment: integer.exactOptional(),
  incrementFrom: text.exactOptional(),
})

const counterChange = z.strictObject({
  counter: text.exactOptional(),
  window: window.exactOptional(),
  increment: integer.nullable().exactOptional(),
  incrementFrom: text.nullable().exactOptional(),
})

const ruleContent = z.strictObject({
  name: text,
  action: action.exactOptional(),
  rateLimit: limit.exactOptional(),
  conditions: z.array(condition).max(1000).exactOptional(),
  state: counter.exactOptional(),
  onDeny: text.exactOptional(),
})

const rule = { tool: text, rule: index, named: text.exactOptional() }
const conditionAt = { ...rule, condition: index }
const at = index.exactOptional()

function op<Name extends string>(name: Name) {
  return { op: z.literal(name) }
}

const editSchema: z.ZodType<Edit> = z.discriminatedUnion('op', [
  z.strictObject({
    ...op('create-file'),
    description: text.exactOptional(),
    default: allowOrDeny.exactOptional(),
  }),
  z.strictObject({ ...op('set-default'), value: allowOrDeny }),
  z.strictObject({ ...op('unset-default') }),
  z.strictObject({ ...op('set-description'), value: text }),
  z.strictObject({ ...op('unset-description') }),
  z.strictObject({ ...op('add-hide'), name: text, at }),
  z.strictObject({ ...op('remove-hide'), index, named: text.exactOptional() }),
  z.strictObject({ ...op('set-hide'), names: z.array(text).max(10_000) }),
  z.strictObject({
    ...op('add-tool'),
    tool: text,
    rules: z.array(ruleContent).max(1000).exactOptional(),
    before: text.exactOptional(),
  }),
  z.strictObject({ ...op('remove-tool'), tool: text }),
  z.strictObject({ ...op('rename-tool'), tool: text, to: text }),
  z.strictObject({ ...op('add-rule'), tool: text, content: ruleContent, at }),
  z.strictObject({ ...op('remove-rule'), ...rule }),
  z.strictObject({ ...op('rename-rule'), ...rule, to: text }),
  z.strictObject({ ...op('move-rule'), ...rule, toTool: text.exactOptional(), at }),
  z.strictObject({ ...op('duplicate-rule'), ...rule, as: text, toTool: text.exactOptional(), at }),
  z.strictObject({ ...op('set-action'), ...rule, value: action }),
  z.strictObject({ ...op('unset-action'), ...rule }),
  z.strictObject({ ...op('set-message'), ...rule, value: text }),
  z.strictObject({ ...op('unset-message'), ...rule }),
  z.strictObject({ ...op('set-rate-limit'), ...rule, value: limit }),
  z.strictObject({ ...op('unset-rate-limit'), ...rule }),
  z.strictObject({ ...op('expand-rate-limit'), ...rule }),
  z.strictObject({ ...op('collapse-rate-limit'), ...rule }),
  z.strictObject({ ...op('set-counter'), ...rule, value: counterChange }),
  z.strictObject({ ...op('unset-counter'), ...rule }),
  z.strictObject({ ...op('add-condition'), ...rule, content: condition, at }),
  z.strictObject({ ...op('clear-conditions'), ...rule }),
  z.strictObject({ ...op('remove-condition'), ...conditionAt }),
  z.strictObject({ ...op('move-condition'), ...conditionAt, at: index }),
  z.strictObject({ ...op('set-condition-path'), ...conditionAt, value: text }),
  z.strictObject({ ...op('set-condition-op'), ...conditionAt, value: operator }),
  z.strictObject({ ...op('set-condition-value'), ...conditionAt, value }),
])

/** Deep enough for any value; bounded, because checking recurses. */
const DEEPEST = 64

function isShallow(input: unknown): boolean {
  let level: unknown[] = [input]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return true
}

/** More than anybody makes to one file before it is submitted. */
export const MOST_EDITS = 1000
/** Characters of all names, values and messages of the edits of one file; the largest policy has as many. */
export const EDITS_TEXT_MAX = 1024 * 1024

/** The characters of all texts, and one for everything else, so that many small things count too. */
function countCharacters(input: unknown): number {
  if (typeof input === 'string') return 1 + input.length
  if (typeof input !== 'object' || input === null) return 1
  let count = 1
  for (const item of Object.values(input)) count += countCharacters(item)
  return count
}

/** Edits that came from outside: a request, a stored draft, a file. Bounded before they are looked at one by one. */
export const editsSchema = z
  .unknown()
  .refine((input) => !Array.isArray(input) || input.length <= MOST_EDITS, {
    message: `more than ${MOST_EDITS} edits of one file: write it as text instead`,
    abort: true,
  })
  .refine(isShallow, { message: 'nested too deeply', abort: true })
  .refine((input) => countCharacters(input) <= EDITS_TEXT_MAX, {
    message: 'the edits of one file hold more than 1 MiB of text: write it as text instead',
    abort: true,
  })
  .pipe(z.array(editSchema))
