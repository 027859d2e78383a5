/** The words that Intercept's validator knows. */
export const OPERATORS: ReadonlySet<string> = new Set([
  'eq',
  'neq',
  'in',
  'not_in',
  'lt',
  'lte',
  'gt',
  'gte',
  'regex',
  'contains',
  'exists',
])

export const LIST_OPERATORS: ReadonlySet<string> = new Set(['in', 'not_in'])

export const NUMERIC_OPERATORS: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte'])

export const WINDOWS: ReadonlySet<string> = new Set(['minute', 'hour', 'day'])
