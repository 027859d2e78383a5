import type { ObjectStore } from '@/lib/git/object-store'
import {
  CONFIGURATION_MAX_BYTES,
  type Configuration,
  DEFAULT_CONFIGURATION,
  parseConfiguration,
} from './configuration'
import type { ConfigurationProblem } from './configuration-problems'
import { KeptAnswers } from '@/lib/kept-answers'
import { CONFIGURATION_PATH } from './policy-path'

/** The settings of a commit. With problems, the defaults hold and the problems have to be shown; what the fleet follows is in `PolicySource`. */
export interface CommitConfiguration {
  readonly configuration: Configuration
  readonly problems: readonly ConfigurationProblem[]
}

const kept = new KeptAnswers<CommitConfiguration>(200)

/** Reads `.lockstep.yaml` of a commit. */
export function readConfiguration(objects: ObjectStore, commit: string): Promise<CommitConfiguration> {
  return kept.get(commit, () => read(objects, commit))
}

async function read(objects: ObjectStore, commit: string): Promise<CommitConfiguration> {
  const file = await objects.readFile(commit, CONFIGURATION_PATH, CONFIGURATION_MAX_BYTES)
  switch (file.kind) {
    case 'missing':
      return { configuration: DEFAULT_CONFIGURATION, problems: [] }
    case 'too-large':
      return withProblem('The file is larger than 128 kB; remove what is not a setting.')
    case 'not-a-file':
      return withProblem(`It is a ${file.type} and not a file; it is never followed.`)
    default:
      return parse(file.bytes.toString('utf8'))
  }
}

function parse(text: string): CommitConfiguration {
  const parsed = parseConfiguration(text)
  return parsed.ok
    ? { configuration: parsed.configuration, problems: [] }
    : { configuration: DEFAULT_CONFIGURATION, problems: parsed.problems }
}

function withProblem(message: string): CommitConfiguration {
  return { configuration: DEFAULT_CONFIGURATION, problems: [{ message, line: 1, column: 1, path: '' }] }
}
