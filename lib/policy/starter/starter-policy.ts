import { writeString } from '../edit/write-scalar'
import { lintPolicy } from '../lint/lint-policy'
import { parsePolicy } from '../parse-policy'
import { toolKind, type KindHints, type ToolKind } from '../tool-kind'
import { validatePolicy } from '../validate-policy'
import { visible } from '../visible'

/** A tool as its server describes it. Nothing of it is to be trusted. */
export interface StarterTool {
  readonly name: string
  readonly description?: string | undefined
  readonly annotations?: KindHints | undefined
}

interface Group {
  readonly title: string
  readonly kinds: readonly ToolKind[]
  readonly rules: readonly string[]
}

const GROUPS: readonly Group[] = [
  {
    title: 'Only read, as the server says. Allowed.',
    kinds: ['reads'],
    rules: ['rules: []'],
  },
  {
    title:
      'Add or change without destroying, as the server says. Allowed up to a limit: set it to what you need.',
    kinds: ['changes'],
    rules: [
      'rules:',
      '  - name: limit',
      '    rate_limit: 30/hour',
      '    on_deny: "No more than 30 calls an hour."',
    ],
  },
  {
    title:
      'May destroy, or do not say. Denied until somebody decides: give each the rules that make it safe.',
    kinds: ['destroys', 'unsaid'],
    rules: [
      'rules:',
      '  - name: undecided',
      '    action: deny',
      '    on_deny: "Nobody has decided yet that this tool is safe."',
    ],
  },
]

const LONGEST_DESCRIPTION = 200

/**
 * A policy to begin with, from what a server says about its tools. It is valid and lints clean: descriptions that lint objects to are
 * left out, and so are tools whose names it objects to; those stay denied by the default, and a comment says so. `origin` names the server.
 */
export function starterPolicy(tools: readonly StarterTool[], origin: string): string {
  const named = [...new Map(tools.map((tool) => [tool.name, tool])).values()]
  const left = named.filter((tool) => !isClean(tool))
  const kept = named.filter((tool) => !left.includes(tool)).map(withCleanDescription)
  const groups = GROUPS.map(({ title, kinds, rules }) => {
    const members = kept.filter(({ annotations = {} }) => kinds.includes(toolKind(annotations)))
    return members.length === 0 ? '' : `\n  # ${title}\n${members.map((tool) => entry(tool, rules)).join('')}`
  })
  return [
    ...introduction(origin, named.length),
    ...leftOut(left),
    'version: "1"',
    'default: deny',
    groups.every((group) => group === '') ? 'tools: {}\n' : `tools:${groups.join('')}`,
  ].join('\n')
}

function introduction(origin: string, count: number): string[] {
  const named = `# Starter policy for: ${commentOf(origin)} (${count} tools)`
  const text = `${named}\nversion: "1"\ndefault: deny\ntools: {}\n`
  return [
    parsePolicy(text).ok && lintPolicy(text).length === 0 ? named : `# Starter policy (${count} tools)`,
    '# Groups follow what the server says about its own tools, which nobody has checked. Read each before you rely on it.',
  ]
}

function leftOut(tools: readonly StarterTool[]): string[] {
  return tools.length === 0
    ? []
    : [
        `# Left out because of their names, and so denied: ${tools.length} tools. Look at what the server lists.`,
      ]
}

function entry({ name, description }: StarterTool, rules: readonly string[]): string {
  const comment = description === undefined ? '' : `  # ${description}\n`
  return `${comment}  ${writeString(name, 'plain', 'double')}:\n${rules.map((line) => `    ${line}\n`).join('')}`
}

/** One line, cut; nothing in it that nobody sees. */
function commentOf(text: string): string {
  const line = visible(text.replaceAll(/\s+/g, ' ').trim())
  return line.length > LONGEST_DESCRIPTION ? `${line.slice(0, LONGEST_DESCRIPTION).trimEnd()}…` : line
}

function withCleanDescription(tool: StarterTool): StarterTool {
  const { description, ...bare } = tool
  const comment = commentOf(description ?? '')
  const described = { ...bare, description: comment }
  return comment === '' || !lintsClean(policyOf(described), tool.name) ? bare : described
}

/** `*` would be every tool, and an empty name none. */
function isClean({ name }: StarterTool): boolean {
  return name !== '' && name !== '*' && lintsClean(policyOf({ name }), name)
}

function policyOf(tool: StarterTool): string {
  return `version: "1"\ndefault: deny\ntools:\n${entry(tool, GROUPS[1]?.rules ?? [])}`
}

function lintsClean(text: string, tool: string): boolean {
  const parsed = parsePolicy(text)
  return (
    parsed.ok &&
    parsed.policy.tools.has(tool) &&
    validatePolicy(parsed).length === 0 &&
    lintPolicy(text).length === 0
  )
}
