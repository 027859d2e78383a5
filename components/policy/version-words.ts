import type { FileVersion } from '@/lib/repository/list-versions'

/** The forge's label says so. */
export function isEmergency(version: FileVersion): boolean {
  return version.change?.labels.includes('emergency') ?? false
}
