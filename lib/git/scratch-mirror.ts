import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMirror, type Mirror } from './mirror'
import { scratchRepository, type ScratchRepository } from './scratch-repository'

/** A scratch repository and the mirror of it, which holds what was committed once it has fetched. */
export interface ScratchMirror {
  readonly remote: ScratchRepository
  readonly mirror: Mirror
  /** Closes the mirror and removes both. */
  readonly close: () => Promise<void>
}

/** Makes an empty scratch repository and opens a mirror of it, for tests. */
export async function scratchMirror(): Promise<ScratchMirror> {
  const remote = await scratchRepository()
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-mirror-'))
  const mirror = await openMirror({
    directory,
    remoteUrl: remote.url,
    credential: () => Promise.resolve(null),
    protocols: ['file'],
  })
  return {
    remote,
    mirror,
    close: async () => {
      mirror.close()
      await Promise.all([remote.remove(), rm(directory, { recursive: true, force: true })])
    },
  }
}
