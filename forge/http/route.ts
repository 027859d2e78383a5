import type { IncomingMessage } from 'node:http'
import type { Actor, Need } from '@/forge/access/actor'
import type { OpenCore } from '@/forge/open-forge'
import type { RepositoryRow } from '@/forge/state/records'
import type { Answer } from './answer'

/** One request on its way to a route. */
export interface Visit {
  readonly core: OpenCore
  readonly request: IncomingMessage
  readonly actor: Actor
  /** Decoded parts of the path by name. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The path and query below the API's root, for `Link` headers. */
  readonly url: URL
  readonly body: unknown
  readonly at: Date
}

export interface RepositoryVisit extends Visit {
  readonly repository: RepositoryRow
  /** `owner/name` as stored. */
  readonly fullName: string
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `:name` stands for one part of the path, `*name` for the rest of it. */
export interface Route {
  readonly method: Method
  readonly pattern: string
  readonly handle: (visit: Visit) => Promise<Answer> | Answer
}

/** A route below `/repos/:owner/:repo`; the router finds the repository and checks the need first. */
export interface RepositoryRoute {
  readonly method: Method
  readonly pattern: string
  readonly need: Need
  readonly handle: (visit: RepositoryVisit) => Promise<Answer> | Answer
}

export const READ_CONTENTS: Need = { role: 'read', permission: ['contents', 'read'] }
export const WRITE_CONTENTS: Need = { role: 'write', permission: ['contents', 'write'] }
export const READ_PULLS: Need = { role: 'read', permission: ['pull_requests', 'read'] }
export const WRITE_PULLS: Need = { role: 'write', permission: ['pull_requests', 'write'] }
/** Reviews and comments are open to whoever may read. */
export const JOIN_PULLS: Need = { role: 'read', permission: ['pull_requests', 'write'] }
export const READ_METADATA: Need = { role: 'read', permission: ['metadata', 'read'] }
export const READ_ADMINISTRATION: Need = { role: 'admin', permission: ['administration', 'read'] }

/** The values of a pattern's names when it matches a path; `null` when it does not. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith('*')) {
      const rest = decode(given.slice(index).join('/'))
      if (rest === null) return null
      params[part.slice(1)] = rest
      return params
    }
    const value = given[index]
    if (value === undefined) return null
    if (!part.startsWith(':')) {
      if (part !== value) return null
      continue
    }
    const decoded = decode(value)
    if (decoded === null || decoded === '') return null
    params[part.slice(1)] = decoded
  }
  return wanted.length === given.length ? params : null
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
