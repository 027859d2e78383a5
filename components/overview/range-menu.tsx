'use client'

import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu, MenuLink } from '@/components/ui/menu'

interface RangeMenuProps {
  readonly ranges: readonly { readonly words: string; readonly href: string; readonly isShown: boolean }[]
}

/** How far back the numbers of the page go; the address keeps it. */
export function RangeMenu({ ranges }: RangeMenuProps) {
  return (
    <Menu
      trigger={
        <Button>
          {ranges.find(({ isShown }) => isShown)?.words} <Icon name="down" />
        </Button>
      }
    >
      {ranges.map(({ words, href, isShown }) => (
        <MenuLink key={href} href={href} isShown={isShown}>
          {words}
        </MenuLink>
      ))}
    </Menu>
  )
}
