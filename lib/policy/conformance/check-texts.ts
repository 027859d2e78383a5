import { formatJson } from '../go/format'
import { quote } from '../go/quote'
import { compileRegexp } from '../go/regexp'
import { compare, listOf, textOf, type Difference, type Vector } from './vector'

/** Kind `quote`: Go's `%q`. */
export function checkQuote({ fields }: Vector): Difference[] {
  return compare('quoted', fields.quoted, quote(textOf(fields, 's')))
}

/** Kind `format`: Go's `%v` of a JSON value. */
export function checkFormat({ fields }: Vector): Difference[] {
  return compare('text', fields.text, formatJson(fields.json))
}

/** Kind `regex`: acceptance, error and matches of a pattern. */
export function checkRegex({ fields }: Vector): Difference[] {
  const compiled = compileRegexp(textOf(fields, 'pattern'))
  if (!compiled.ok) return compare('error', fields.error, compiled.error)
  if (fields.ok !== true) return compare('error', fields.error, undefined)
  const matches = listOf(fields, 'matches')
  return listOf(fields, 'inputs').flatMap((input, i) =>
    compare(`match of ${JSON.stringify(input)}`, matches[i], compiled.regexp.matches(String(input))),
  )
}
