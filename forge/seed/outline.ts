/** Half-open range of line numbers, counted from 0. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/**
 * Finds a tool's lines in a sample policy by indentation: its key and everything deeper below it, without the
 * blank lines behind. Enough for the layouts used in `policies/`; not a YAML parser.
 */
export function findTool(lines: readonly string[], tool: string): LineRange {
  const start = lines.findIndex((line) => line.startsWith('tools:')) + 1
  if (start === 0) throw new Error('no tools in this policy')
  const depth = indent(lines.slice(start).find((line) => line.trim() !== '' && !isComment(line)) ?? '')
  const from = lines.findIndex((line, at) => at >= start && indent(line) === depth && keyOf(line) === tool)
  if (from === -1) throw new Error(`no tool ${tool}`)
  return { from, to: endOfBlock(lines, from) }
}

/** Finds a rule's lines inside a tool, the comments right above it included. */
export function findRule(lines: readonly string[], tool: string, rule: string): LineRange {
  const block = findTool(lines, tool)
  const first = lines.findIndex((line, at) => at > block.from && at < block.to && ruleNameOf(line) === rule)
  if (first === -1) throw new Error(`no rule ${rule} on ${tool}`)
  let from = first
  while (isComment(lines[from - 1] ?? '') && indent(lines[from - 1] ?? '') === indent(lines[first] ?? ''))
    from--
  return { from, to: endOfBlock(lines, first) }
}

/** Finds a case's lines in a file of policy tests: its name and everything deeper below it. */
export function findCase(lines: readonly string[], name: string): LineRange {
  const from = lines.indexOf(`  - name: ${name}`)
  if (from === -1) throw new Error(`no case ${name}`)
  return { from, to: endOfBlock(lines, from) }
}

/** How this file writes a tool without rules, e.g. `create_issue: { rules: [] }`, given the tool's key line. */
export function withoutRules(lines: readonly string[], keyLine: string): string[] {
  const inline = lines.map((line) => /: (\{ ?rules: \[\] ?\})$/.exec(line)?.[1]).find(Boolean)
  if (inline !== undefined) return [`${keyLine} ${inline}`]
  const step = ' '.repeat(indent(keyLine))
  return lines.some((line) => /^\s+rules: \[\]$/.test(line))
    ? [keyLine, `${step}${step}rules: []`]
    : [keyLine]
}

function indent(line: string): number {
  return line.length - line.trimStart().length
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#')
}

function keyOf(line: string): string | undefined {
  return /^\s*["']?([^"'\s:#]+)["']?:(\s|$)/.exec(line)?.[1]
}

function ruleNameOf(line: string): string | undefined {
  return /^\s*- \{?name: ["']?([^"',]+)["']?(,|$)/.exec(line)?.[1]
}

function endOfBlock(lines: readonly string[], from: number): number {
  const depth = indent(lines[from] ?? '')
  let to = from + 1
  for (let at = to; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line.trim() === '') continue
    if (indent(line) <= depth) break
    to = at + 1
  }
  return to
}
