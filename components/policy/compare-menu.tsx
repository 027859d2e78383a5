'use client'

import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu, MenuLink } from '@/components/ui/menu'

interface CompareMenuProps {
  /** Policies with more than one version; `href` compares the last two. */
  readonly policies: readonly { readonly path: string; readonly href: string }[]
}

/** Leads to what the last change of a policy of the list did. */
export function CompareMenu({ policies }: CompareMenuProps) {
  return (
    <Menu
      trigger={
        <Button>
          Compare <Icon name="down" />
        </Button>
      }
    >
      <div className="hd">The last two versions of</div>
      {policies.map(({ path, href }) => (
        <MenuLink key={path} href={href}>
          {path}
        </MenuLink>
      ))}
    </Menu>
  )
}
