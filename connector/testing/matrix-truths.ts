import type { FileWay } from './file-ways'
import { FILE_WAYS } from './file-ways'
import { isWritten, type CellPlace } from './delivery-matrix'

/** The states that tell the truth about a cell, each with the note of the policy by which its process must then decide. */
export function truthsOf({ mode, engine, way: name }: CellPlace): Readonly<Record<string, string>> {
  const way: FileWay | undefined = FILE_WAYS[name]
  if (way === undefined) throw new Error(`no such way: ${name}`)
  const reloads = { IN_SYNC: 'new' }
  const sleeps = { DID_NOT_RELOAD: 'old' }
  if (mode === 'relay') return way.ends === undefined ? reloads : { NOT_DELIVERED: 'old' }
  if (isWritten(mode)) {
    if (engine === 'lockstep') return reloads
    if (way.raced) return { ...reloads, ...sleeps }
    return way.watches ? reloads : sleeps
  }
  if (way.ends === 'refused') return { EDITED: 'old' }
  if (way.ends !== undefined) return { NOT_DELIVERED: 'old' }
  return way.loads || engine === 'lockstep' ? reloads : sleeps
}

/** Every cell of some modes and ways, under both programs. */
export function cellsOf(modes: readonly CellPlace['mode'][], ways: readonly string[]): CellPlace[] {
  return modes.flatMap((mode) =>
    (['stock', 'lockstep'] as const).flatMap((engine) => ways.map((way) => ({ mode, engine, way }))),
  )
}
