import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Policy } from '@/lib/policy/policy'
import type { PreparedFile } from './prepare-files'

const BEGIN = '<!-- lockstep:begin -->'
const END = '<!-- lockstep:end -->'

/** What the body of our pull request says; Markdown. Texts of people and files are quoted so that they cannot become markup. */
export function describeChange(change: {
  readonly description: string
  readonly files: readonly PreparedFile[]
  readonly link: string
}): string {
  const { description, files, link } = change
  const ours = [BEGIN, '### What changes', ...files.map(describeFile), `[Open in Lockstep](${link})`, END]
  return [description.trim(), ours.join('\n\n')].filter((part) => part !== '').join('\n\n')
}

function describeFile({ basePath, path, before, text }: PreparedFile): string {
  const name = code(path ?? basePath ?? '')
  if (path === null || text === null) return `- ${name} is removed`
  if (basePath === null || before === null) return `- ${name} is new`
  const moved = basePath === path ? '' : ` (moved from ${code(basePath)})`
  const lines = meaningOf(before, text)
  return [`- ${name}${moved}`, ...lines.map((line) => `  - ${line}`)].join('\n')
}

function meaningOf(before: string, after: string): string[] {
  const policies = [before, after].map(policyIn)
  const [old, next] = policies
  if (old === undefined || next === undefined) return []
  const { differences, undecided } = comparePolicies(old, next)
  return [
    ...differences.map(({ effect, text }) => `**${effect}** ${escape(text)}`),
    ...undecided.map(({ text }) => `**not decided** ${escape(text)}`),
  ]
}

function policyIn(text: string): Policy | undefined {
  const parsed = parsePolicy(text)
  return parsed.ok ? parsed.policy : undefined
}

/** Characters that would become markup, mentions or links. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|@~]/g, (character) => `\\${character}`).replace(/\s+/g, ' ')
}

function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  return fence + pad + text.replace(/[\r\n]+/g, ' ') + pad + fence
}
