import Link from 'next/link'
import { EffectCounts } from '@/components/change/effect/effect-counts'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { Effect } from '@/lib/changes/sum-effect'
import { ChangedFile, type ShownFile } from './changed-file'
import { heightOf } from './fold-hunks'

interface ChangedFilesProps {
  /** In the order in which they are read. */
  readonly files: readonly ShownFile[]
  /** What all of them do together. */
  readonly effect: Effect
  /** Full shas of the two sides; null where there is none. */
  readonly commits: { readonly before: string | null; readonly after: string }
  readonly view: 'both' | 'yaml'
  readonly hrefs: { readonly both: string; readonly yaml: string }
}

/** Lines of diffs that are open when the page comes. */
const MOST_OPEN = 48
/** Files of one page; GitHub has the others. */
const MOST_FILES = 100

/** Every change read twice: as meaning and as exact YAML, file by file. */
export function ChangedFiles({ files, effect, commits, view, hrefs }: ChangedFilesProps) {
  const isOpen = openAtFirst(files, view)
  return (
    <Panel
      title="What changes"
      note={<EffectCounts effect={effect} isWorded />}
      more={
        <nav className="seg sm" aria-label="How changes are shown">
          <Link
            href={hrefs.both}
            aria-current={view === 'both' ? 'page' : undefined}
            scroll={false}
            prefetch={false}
          >
            Meaning + YAML
          </Link>
          <Link
            href={hrefs.yaml}
            aria-current={view === 'yaml' ? 'page' : undefined}
            scroll={false}
            prefetch={false}
          >
            YAML only
          </Link>
        </nav>
      }
    >
      {files.length === 0 && (
        <PanelEmpty title="No file differs">Both sides have the same content.</PanelEmpty>
      )}
      {files.slice(0, MOST_FILES).map((file, index) => (
        <ChangedFile
          key={file.diff.path}
          file={file}
          commits={commits}
          view={view}
          isOpen={isOpen[index] ?? false}
        />
      ))}
      {files.length > MOST_FILES && (
        <p className="s mid foot2">
          The first {MOST_FILES} of {files.length} files. All of them are on GitHub.
        </p>
      )}
    </Panel>
  )
}

/** Which diffs are open: all of them where they are all there is, else from the top while they are small. */
function openAtFirst(files: readonly ShownFile[], view: 'both' | 'yaml'): boolean[] {
  let height = 0
  return files.map(({ diff: { content } }) => {
    if (view === 'yaml' || content.kind !== 'lines') return true
    height += Math.min(heightOf(content), MOST_OPEN)
    return height <= MOST_OPEN
  })
}
