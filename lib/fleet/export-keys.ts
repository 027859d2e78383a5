import type { EnrolmentKeyRow } from './list-enrolment-keys'

/** Columns of an enrolment key, in their order. */
export const KEY_COLUMNS = [
  'id',
  'state',
  'madeBy',
  'createdAt',
  'expiresAt',
  'revokedAt',
  'policies',
  'names',
  'environments',
  'labels',
  'modes',
  'uses',
  'usesLeft',
  'lastEnrolled',
] as const
type KeyExportRow = Readonly<Record<(typeof KEY_COLUMNS)[number], unknown>>

/** Enrolment keys as rows of a file, without their texts: those are not stored. */
export function exportKeys(keys: readonly EnrolmentKeyRow[]): KeyExportRow[] {
  return keys.map(
    ({ id, state, madeBy, createdAt, expiresAt, revokedAt, scope, uses, usesLeft, enrolled }) => ({
      id,
      state,
      madeBy,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      revokedAt: revokedAt?.toISOString() ?? null,
      policies: scope.paths,
      names: scope.names,
      environments: scope.environments,
      labels: scope.labels,
      modes: scope.modes,
      uses,
      usesLeft,
      lastEnrolled: enrolled[0]?.proxyName ?? null,
    }),
  )
}
