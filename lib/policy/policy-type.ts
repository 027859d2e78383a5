import { ANY, INT, STRING, listOf, mapOf, pointerTo, structOf } from './decode-type'

/** The Go structs that Intercept decodes a policy file into (`internal/config`, snapshot of 2026-03-04). */
const CONDITION = structOf('config.Condition', { path: STRING, op: STRING, value: ANY })

const STATE = structOf('config.StateDef', {
  counter: STRING,
  window: STRING,
  increment: INT,
  increment_from: STRING,
})

const RULE = structOf('config.Rule', {
  name: STRING,
  action: STRING,
  rate_limit: STRING,
  conditions: listOf(CONDITION),
  on_deny: STRING,
  state: pointerTo(STATE),
})

const TOOL = structOf('config.ToolDef', { rules: listOf(RULE) })

export const CONFIG = structOf('config.Config', {
  version: STRING,
  description: STRING,
  default: STRING,
  hide: listOf(STRING),
  tools: mapOf(TOOL),
})
