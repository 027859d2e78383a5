import type { Core } from '@/forge/core'
import type { RepositoryRow } from '@/forge/state/records'
import { resolveOwner, type FoundCodeowners } from './owners'

/** Owners of valid lines who do not exist or may not write: they count for nothing, and GitHub names them beside the invalid lines. */
export function unknownOwners(
  core: Core,
  repository: RepositoryRow,
  { codeowners, path, text }: FoundCodeowners,
) {
  const lines = text.split(/\r?\n/)
  return codeowners.rules.flatMap(({ owners, line }) => {
    const source = lines[line - 1] ?? ''
    return owners
      .filter((name) => resolveOwner(core, repository, name) === null)
      .map((name) => {
        const column = source.indexOf(name) + 1
        const suggestion = adviceOn(name)
        const message = `Unknown owner on line ${line}: ${suggestion}\n\n  ${source}\n${' '.repeat(column + 1)}^`
        return { line, column, kind: 'Unknown owner', source, suggestion, message, path }
      })
  })
}

function adviceOn(name: string): string {
  return name.includes('/')
    ? `make sure the team ${name} exists, is publicly visible, and has write access to the repository`
    : `make sure ${name} exists and has write access to the repository`
}
