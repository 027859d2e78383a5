import * as z from 'zod'
import { branchName } from '@/lib/git/branch-name'
import { parsePattern } from './codeowners-pattern'

/** Messages are predicates: the caller puts the path of the value in front of them. */
const predicate = (says: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? `is missing: it ${says}` : says

const text = (what: string) =>
  z.string({ error: predicate(`must be ${what}, in quotes if it looks like a number`) })

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `30s`, `10m`, `2h`, `1d` as milliseconds. */
const duration = z
  .string({ error: 'must be a duration such as 30s, 10m, 2h or 1d' })
  .regex(/^[1-9][0-9]{0,4}[smhd]$/, 'must be a duration such as 30s, 10m, 2h or 1d')
  .transform((value) => {
    const unit = value.slice(-1)
    const factor = unit === 's' || unit === 'm' || unit === 'h' ? UNIT_MS[unit] : UNIT_MS.d
    return Number(value.slice(0, -1)) * factor
  })

/**
 * A branch by its short name. Rules of `git check-ref-format`, and no leading `-`.
 * Source: https://git-scm.com/docs/git-check-ref-format
 */
const branch = text('the name of a branch')
  .transform(branchName)
  .refine((name) => isBranchName(name), 'must be the name of a branch, such as main or release/eu')

function isBranchName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- git refuses control characters in names of refs
  if (name === '' || name.length > 200 || /[\u0000- \u007f~^:?*[\\]|\.\.|@\{|^refs\//.test(name)) return false
  return name.split('/').every((part) => part !== '' && part !== '@' && !/^[.-]|\.$|\.lock$/.test(part))
}

const label = /^[a-z0-9-]{1,63}$/

const root = text('a folder of the repository')
  .transform((path) => path.replace(/^\.\/|\/$/g, ''))
  .refine(
    (path) => path.split('/').every((part) => part !== '' && !/^\.{1,2}$|[\p{Cc}\\]/u.test(part)),
    'must be a folder inside the repository, such as policies',
  )

/** A date means its beginning in UTC: a pin ends at the latest when that day begins. */
const instant = text('a date')
  .regex(
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/,
    'must be a date such as 2026-12-01, or a time with its zone such as 2026-12-01T18:00Z',
  )
  .refine((value) => isRealDate(value), 'must be a date that exists')
  .transform((value) => new Date(value).toISOString())

/** JavaScript rolls 30 February over to March; such a date is refused instead. */
function isRealDate(value: string): boolean {
  const day = value.slice(0, 10)
  const midnight = new Date(`${day}T00:00:00Z`)
  return (
    !Number.isNaN(new Date(value).getTime()) &&
    !Number.isNaN(midnight.getTime()) &&
    midnight.toISOString().startsWith(day)
  )
}

const owner = text('@user or @organisation/team').regex(
  /^@[A-Za-z0-9_-]+(\/[A-Za-z0-9_.-]+)?$/,
  'must be @user or @organisation/team',
)

/** A mapping that knows its keys; `says` completes "… must be ". */
function mapping<Shape extends z.core.$ZodShape>(shape: Shape, says: string) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is not a setting; known here: ${Object.keys(shape).join(', ')}`
        : `must be ${says}`,
  })
}

const environment = z.preprocess(
  (value) => value ?? {},
  mapping(
    { ref: branch.optional(), allowance: duration.optional() },
    'a mapping such as { ref: main, allowance: 10m }',
  ),
)

const environments = z.record(
  z.string().regex(label, 'is not a name: use a-z, 0-9 and -, at most 63 characters'),
  environment,
  { error: 'must be a mapping from names to { ref, allowance }' },
)

const pin = mapping(
  {
    proxy: text('the name of a proxy').regex(label, 'must be the name of a proxy: a-z, 0-9 and -'),
    commit: text('a commit').regex(
      /^[0-9a-f]{40}$/,
      'must be a full commit id, 40 characters of 0-9 and a-f',
    ),
    reason: text('a sentence that says why')
      .trim()
      .min(1, 'must say why')
      .max(200, 'must be at most 200 characters'),
    until: instant,
  },
  'a mapping with proxy, commit, reason and until',
)

const reviewers = z.preprocess(
  (value) => (Array.isArray(value) || value === undefined ? value : [value]),
  z
    .array(owner, { error: predicate('must be @user or @organisation/team, or a list of them') })
    .min(1, 'must name at least one reviewer'),
)

const pathPattern = text('a path pattern as in CODEOWNERS').refine(
  (path) => 'segments' in parsePattern(path),
  'must be a path pattern as in CODEOWNERS',
)

const lintRule = mapping(
  {
    rule: text('the id of a lint rule, or "*"').regex(
      /^(\*|[a-z0-9-]+)$/,
      'must be the id of a lint rule, or "*"',
    ),
    severity: z.enum(['off', 'info', 'warning', 'error'], {
      error: predicate('must be off, info, warning or error'),
    }),
    path: pathPattern.optional(),
  },
  'a mapping with rule, severity and optionally path',
)

const testRule = mapping(
  {
    minCoverage: z
      .int({ error: predicate('must be a whole number from 0 to 100') })
      .min(0, 'must be a whole number from 0 to 100')
      .max(100, 'must be a whole number from 0 to 100'),
    path: pathPattern.optional(),
  },
  'a mapping with minCoverage and optionally path',
)

/** The whole of `.lockstep.yaml`, before defaults. */
export const configurationSchema = z.preprocess(
  (value) => value ?? {},
  mapping(
    {
      root: root.optional(),
      environments: environments.optional(),
      pins: z.array(pin, { error: 'must be a list of pins' }).optional(),
      emergency: mapping(
        { reviewers, followUp: duration.optional() },
        'a mapping with reviewers and followUp',
      ).optional(),
      lint: z.array(lintRule, { error: 'must be a list of { rule, severity, path }' }).optional(),
      tests: z.array(testRule, { error: 'must be a list of { path, minCoverage }' }).optional(),
    },
    'a mapping with root, environments, pins, emergency, lint and tests',
  ),
)

export type LintSeverity = z.infer<typeof lintRule>['severity']
