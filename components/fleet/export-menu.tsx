'use client'

import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { MenuDownload } from '@/components/ui/menu-download'

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
