import type { HistoryIndex } from '@/lib/git/history-index'
import type { Mirror } from '@/lib/git/mirror'
import type { PathEntry } from '@/lib/git/object-store'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import { describeRule, type RuleReading } from '@/lib/policy/describe/describe-rule'
import type { Posture } from '@/lib/policy/describe/describe-tool'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'
import { processWide } from '@/lib/process-wide'
import { ownersOf } from './codeowners'
import type { CommitNote } from './commit-note'
import type { Revision } from './find-revision'
import { KeptAnswers } from '@/lib/kept-answers'
import { keptNote } from './kept-note'
import { isPolicyPath, relativeToRoot } from './policy-path'
import { type CommitCodeowners, readCodeowners } from './read-codeowners'
import { type CommitConfiguration, readConfiguration } from './read-configuration'
import { type PolicyProblem, readPolicy } from './read-policy'

/** What a policy says, in numbers. */
export interface PolicyFigures {
  /** The file's word for tools that it does not list: `allow`, `deny`, or what else it says. */
  readonly default: string
  readonly tools: number
  readonly rules: number
  readonly postures: Readonly<Record<Posture, number>>
  readonly toolNames: readonly string[]
  /** What each of `toolNames` gets, in the same order. */
  readonly toolPostures: readonly Posture[]
  /** Rules that have a name, each with the tool it belongs to (`*` for every tool) and its first line. */
  readonly ruleNames: readonly {
    readonly rule: string
    readonly tool: string
    readonly line: number
    readonly kind: RuleReading['kind']
  }[]
}

export type PolicyState =
  | { readonly kind: 'valid'; readonly figures: PolicyFigures }
  | { readonly kind: 'invalid'; readonly figures: PolicyFigures; readonly problems: readonly PolicyProblem[] }
  | { readonly kind: 'unloadable'; readonly problems: readonly PolicyProblem[] }
  | {
      readonly kind: 'unreadable'
      readonly why: 'too-large' | 'binary' | 'missing' | 'symlink' | 'submodule'
    }

export interface ListedPolicy {
  /** Relative to the policy root, as in addresses. */
  readonly path: string
  /** Full repository path. */
  readonly repositoryPath: string
  /** 40 hex. */
  readonly blob: string
  readonly state: PolicyState
  /** Alternatives; empty means unowned on purpose, null that no line matches. */
  readonly owners: readonly string[] | null
  /** What changed it last on the tracked line; null at commits elsewhere. */
  readonly lastChange: CommitNote | null
}

export interface PolicyList {
  readonly policies: readonly ListedPolicy[]
  readonly configuration: CommitConfiguration
  readonly codeowners: CommitCodeowners | null
}

/** Policies of all kept lists together. */
const KEPT_POLICIES = 20_000

const lists = processWide(
  'policy-lists',
  () => new KeptAnswers<PolicyList>(KEPT_POLICIES, ({ policies }) => 1 + policies.length),
)

/** All policies of a commit, sorted by path, with their figures, owners and last change. */
export function listPolicies(
  mirror: Mirror,
  index: HistoryIndex,
  revision: Pick<Revision, 'commit' | 'position'>,
): Promise<PolicyList> {
  // The line that leads to a commit never changes: the list of one is the same for ever, and matching hundreds of paths to owners takes long.
  return lists.get(`${revision.commit} ${revision.position}`, () => readList(mirror, index, revision))
}

async function readList(
  mirror: Mirror,
  index: HistoryIndex,
  { commit, position }: Pick<Revision, 'commit' | 'position'>,
): Promise<PolicyList> {
  const { objects } = mirror
  const [configuration, codeowners] = await Promise.all([
    readConfiguration(objects, commit),
    readCodeowners(objects, commit),
  ])
  const { root } = configuration.configuration
  const entries = await objects.listTree(commit, root)
  const changes = new Map(
    position === null ? [] : index.lastChangesAt(position).map((change) => [change.path, change.commit]),
  )
  const policies = await Promise.all(
    entries
      .filter(({ path }) => isPolicyPath(path, root))
      .map(async (entry): Promise<ListedPolicy> => {
        const changedBy = changes.get(entry.path)
        const [state, lastChange] = await Promise.all([
          stateOf(mirror, entry),
          changedBy === undefined ? null : keptNote(objects, changedBy),
        ])
        return {
          path: relativeToRoot(entry.path, root) ?? entry.path,
          repositoryPath: entry.path,
          blob: entry.sha,
          state,
          owners: codeowners === null ? null : (ownersOf(codeowners.codeowners, entry.path)?.owners ?? null),
          lastChange,
        }
      }),
  )
  return { policies, configuration, codeowners }
}

const states = processWide('policy-states', () => new KeptAnswers<PolicyState>(5000))

async function stateOf(mirror: Mirror, { type, sha }: PathEntry): Promise<PolicyState> {
  if (type === 'symlink' || type === 'submodule') return { kind: 'unreadable', why: type }
  return states.get(sha, () => judge(mirror, sha))
}

async function judge({ objects }: Mirror, blob: string): Promise<PolicyState> {
  const content = await readPolicy(objects, blob)
  switch (content.kind) {
    case 'valid':
      return { kind: 'valid', figures: figuresOf(content.loaded) }
    case 'invalid':
      return { kind: 'invalid', figures: figuresOf(content.loaded), problems: content.problems }
    case 'unloadable':
      return { kind: 'unloadable', problems: content.problems }
    default:
      return { kind: 'unreadable', why: content.kind }
  }
}

function figuresOf({ policy, positions }: LoadedPolicy): PolicyFigures {
  const { postures, tools } = describePolicy(policy)
  const rules = [...policy.tools.values()].flatMap((tool) =>
    tool.rules.map((rule, index) => ({
      rule: rule.name,
      tool: tool.name,
      index,
      kind: describeRule(rule, tool.name).kind,
    })),
  )
  return {
    default: policy.default,
    tools: tools.length,
    rules: rules.length,
    postures,
    toolNames: tools.map(({ tool }) => tool),
    toolPostures: tools.map(({ posture }) => posture),
    ruleNames: rules
      .filter(({ rule }) => rule !== '')
      .map(({ rule, tool, index, kind }) => {
        const { line } = positions.locate(['tools', tool, 'rules', index])
        return { rule, tool, line, kind }
      }),
  }
}
