import type { FileRead } from '@/lib/git/object-store'
import { DEFAULT_CONFIGURATION } from '@/lib/repository/configuration'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { StartDraft } from '../start-draft-client'

/** Starts a draft of `.lockstep.yaml`, as it is or with a first line where there is none; nothing where no draft can hold what is there. */
export function DraftSettings({ file }: { file: FileRead['kind'] }) {
  if (file !== 'file' && file !== 'missing') return null
  const first = { path: CONFIGURATION_PATH, text: `root: ${DEFAULT_CONFIGURATION.root}\n` }
  return (
    <StartDraft
      id="draft-settings"
      word="Draft a change"
      variant="outline"
      size="small"
      files={[file === 'file' ? CONFIGURATION_PATH : first]}
    />
  )
}
