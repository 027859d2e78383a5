'use client'

import { Button } from './button'
import { Icon } from './icon'
import { Menu, MenuDownload } from './menu'

/** The list on the page, all pages of it, as a file. */
export function ExportMenu({ csv, ndjson }: { readonly csv: string; readonly ndjson: string }) {
  return (
    <Menu
      trigger={
        <Button>
          Export <Icon name="down" />
        </Button>
      }
    >
      <MenuDownload href={csv}>CSV</MenuDownload>
      <MenuDownload href={ndjson}>JSON lines</MenuDownload>
    </Menu>
  )
}
