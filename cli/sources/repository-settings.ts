import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { reportPath } from './policy-files'
import type { Configuration, ParsedConfiguration } from '@/lib/repository/configuration'
import type { Finding } from '../report/report'
import type { Severity } from '@/lib/policy/lint/lint-rules'

/** What `.lockstep.yaml` says about the files below its folder. */
export interface FolderSettings {
  /** Absolute path of the folder that patterns are relative to: that of `.lockstep.yaml`, else the root of the git work tree. */
  readonly folder: string
  /** Null without `.lockstep.yaml`. */
  readonly parsed: ParsedConfiguration | null
}

const NAME = '.lockstep.yaml'

/** Finds and reads `.lockstep.yaml` for files: in their folder or above, up to the root of the git work tree. Each is read once. */
export class RepositorySettings {
  private readonly known = new Map<string, Promise<FolderSettings>>()

  constructor(private readonly workingDirectory: string) {}

  of(file: string): Promise<FolderSettings> {
    return this.ofFolder(dirname(resolve(this.workingDirectory, file)))
  }

  ofFolder(path: string): Promise<FolderSettings> {
    const known = this.known.get(path)
    if (known !== undefined) return known
    const found = this.read(path)
    this.known.set(path, found)
    return found
  }

  /** The settings that were read so far, each once. */
  async all(): Promise<FolderSettings[]> {
    const read = await Promise.all(this.known.values())
    return [...new Map(read.map((settings) => [settings.folder, settings])).values()]
  }

  private async read(folder: string): Promise<FolderSettings> {
    const file = join(folder, NAME)
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
      return { folder, parsed: await parseSettings(readFileSync(file, 'utf8')) }
    }
    if (existsSync(join(folder, '.git'))) return { folder, parsed: null }
    const above = dirname(folder)
    return above === folder ? { folder: this.workingDirectory, parsed: null } : this.ofFolder(above)
  }
}

async function parseSettings(text: string): Promise<ParsedConfiguration> {
  const { parseConfiguration } = await import('@/lib/repository/configuration')
  return parseConfiguration(text)
}

/** The settings in force: a file with problems changes nothing, as on the server. */
export function configurationOf({ parsed }: FolderSettings): Configuration | null {
  return parsed?.ok === true ? parsed.configuration : null
}

/** The severity that the repository wants for a lint rule on a file; null keeps the rule's own. */
export async function severitiesFor(
  settings: FolderSettings,
  file: string,
): Promise<(rule: string) => Severity | 'off' | null> {
  const configuration = configurationOf(settings)
  if (configuration === null || configuration.lint.length === 0) return () => null
  const { lintSeverity } = await import('@/lib/repository/configuration')
  const path = relative(settings.folder, resolve(file)).split(sep).join('/')
  return (rule) => lintSeverity(configuration, rule, path)
}

/** What is wrong in the settings that were read; call it when all files were looked at. */
export async function settingsFindings(settings: RepositorySettings): Promise<Finding[]> {
  return (await settings.all()).flatMap(({ folder, parsed }) => {
    if (parsed === null || parsed.ok) return []
    const file = reportPath(join(folder, '.lockstep.yaml'))
    return parsed.problems.map(({ message, line, column }): Finding => {
      const [rule, severity] = ['configuration', 'error'] as const
      return {
        rule,
        severity,
        message,
        notes: [],
        file,
        docs: null,
        line,
        column,
        endLine: line,
        endColumn: column,
      }
    })
  })
}
