import type { Operator, Window } from './policy'

/** The words that Intercept's validator knows, in the order in which a person is offered them. */
export const OPERATOR_WORDS = [
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
] as const satisfies readonly Operator[]

export const WINDOW_WORDS = ['minute', 'hour', 'day'] as const satisfies readonly Window[]

export const OPERATORS: ReadonlySet<string> = new Set(OPERATOR_WORDS)

export const LIST_OPERATORS: ReadonlySet<string> = new Set(['in', 'not_in'])

export const NUMERIC_OPERATORS: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte'])

export const WINDOWS: ReadonlySet<string> = new Set(WINDOW_WORDS)
