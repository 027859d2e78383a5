import type { FileDiff } from '@/lib/git/diff'
import type { ObjectStore } from '@/lib/git/object-store'
import { CONFIGURATION_MAX_BYTES } from '@/lib/repository/configuration'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { saySettingsChange, type SettingsDifference } from '@/lib/repository/say-settings-change'

/** What a change does to the settings of the repository. */
export type SettingsMeaning =
  | { readonly kind: 'compared'; readonly differences: readonly SettingsDifference[] }
  /** One of the two sides counts for nothing: it has a mistake, or is no file. */
  | { readonly kind: 'not-valid' }

/** Compares both sides of `.lockstep.yaml` in a diff; null where the diff leaves it alone. */
export async function compareSettings(
  objects: ObjectStore,
  files: readonly FileDiff[],
): Promise<SettingsMeaning | null> {
  const diff = files.find(({ path }) => path === CONFIGURATION_PATH)
  if (diff === undefined) return null
  const [before, after] = await Promise.all([textOf(objects, diff.before), textOf(objects, diff.after)])
  const differences = before === undefined || after === undefined ? null : saySettingsChange(before, after)
  return differences === null ? { kind: 'not-valid' } : { kind: 'compared', differences }
}

/** Null without a file; undefined for what is none that could be read. */
async function textOf(objects: ObjectStore, side: FileDiff['before']): Promise<string | null | undefined> {
  if (side === null) return null
  // A link or a submodule; neither is ever followed.
  if (!side.mode.startsWith('100')) return undefined
  const read = await objects.readBlob(side.sha, CONFIGURATION_MAX_BYTES)
  return read.kind === 'file' ? read.bytes.toString('utf8') : undefined
}
