import { fullNameOf } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import type { RepositoryRow } from '@/forge/state/records'

/** Where the REST routes of the forge begin. */
export function apiUrl(core: Core): string {
  return `${core.origin.url}/api/v3`
}

export function repositoryApiUrl(core: Core, repository: RepositoryRow): string {
  return `${apiUrl(core)}/repos/${fullNameOf(core, repository)}`
}

export function repositoryWebUrl(core: Core, repository: RepositoryRow): string {
  return `${core.origin.url}/${fullNameOf(core, repository)}`
}

/** A path inside a URL, each part escaped. */
export function urlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** GitHub's opaque global id. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64')
}
