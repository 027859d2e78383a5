import type { Menu } from '@base-ui/react/menu'
import { createContext, use } from 'react'

/** What the items of a menu are made of. */
type Parts = Pick<
  typeof Menu,
  | 'Item'
  | 'LinkItem'
  | 'RadioGroup'
  | 'GroupLabel'
  | 'RadioItem'
  | 'RadioItemIndicator'
  | 'CheckboxItem'
  | 'CheckboxItemIndicator'
  | 'Separator'
>

/** Comes with the menu around the items, so that pages can name items before a menu is fetched. */
export const MenuParts = createContext<Parts | null>(null)

export function useMenuParts(): Parts {
  const parts = use(MenuParts)
  if (parts === null) throw new Error('An item of a menu stands in no menu')
  return parts
}
