'use client'

import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu, MenuItem } from '@/components/ui/menu'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { Tag } from './tag'
import type { EditedFile } from './draft-state'

interface FileTabsProps {
  readonly files: readonly EditedFile[]
  readonly chosen: string
  /** Path as a person reads it, below the folder of the policies. */
  readonly shownPath: (path: string) => string
  readonly isChanged: (file: EditedFile) => boolean
  readonly onChoose: (key: string) => void
  readonly onAdd: () => void
  readonly onMove: () => void
  readonly onDelete: () => void
  readonly onReset: () => void
  readonly onDrop: () => void
}

/** The files of the draft; they go into one commit. */
export function FileTabs(props: FileTabsProps) {
  const { files, chosen, shownPath, isChanged, onChoose, onAdd } = props
  const file = files.find(({ key }) => key === chosen)
  return (
    <nav className="ft row wrap" aria-label="Files of this draft">
      {files.map((one) => {
        const path = one.path ?? one.basePath ?? ''
        return (
          <button
            key={one.key}
            type="button"
            className="mono s"
            aria-current={one.key === chosen ? 'true' : undefined}
            onClick={() => onChoose(one.key)}
          >
            {one.path === null ? <s>{shownPath(path)}</s> : shownPath(path)}
            {markOf(one) !== null && <Tag>{markOf(one)}</Tag>}
            {isChanged(one) && <i role="img" aria-label="changed" />}
          </button>
        )
      })}
      <Button size="small" variant="ghost" onClick={onAdd}>
        <Icon name="plus" /> Add file
      </Button>
      {file !== undefined && <FileMenu file={file} {...props} />}
    </nav>
  )
}

function markOf({ basePath, path }: EditedFile): string | null {
  if (basePath === null) return 'new'
  if (path === null) return 'deleted'
  return path === basePath ? null : 'moved'
}

function FileMenu({
  file,
  files,
  shownPath,
  onMove,
  onDelete,
  onReset,
  onDrop,
}: FileTabsProps & { file: EditedFile }) {
  const path = shownPath(file.path ?? file.basePath ?? '')
  // The settings count in one place only.
  const staysThere = file.path === CONFIGURATION_PATH
  return (
    <Menu
      align="start"
      trigger={
        <Button size="small" variant="ghost" aria-label={`More for ${path}`}>
          <Icon name="more" />
        </Button>
      }
    >
      {file.path !== null && !staysThere && <MenuItem onSelect={onMove}>Rename or move …</MenuItem>}
      {file.basePath !== null && file.path !== null && !staysThere && (
        <MenuItem onSelect={onDelete}>Delete from the repository</MenuItem>
      )}
      {file.basePath !== null && <MenuItem onSelect={onReset}>Back to what git has</MenuItem>}
      {files.length > 1 && <MenuItem onSelect={onDrop}>Take out of this draft</MenuItem>}
    </Menu>
  )
}
