'use client'

import { useState } from 'react'
import { Menu, MenuChoices, MenuItem, MenuLine, MenuLink, MenuSwitch } from '@/components/ui/menu'
import { routes } from '@/lib/routes'
import { initials } from './initials'
import { keepPreferences } from './keep-preferences'
import type { Preferences } from './preferences'
import type { ShellData } from './shell-data'
import { openKeyboardHelp } from './shell-events'
import { signOut } from './sign-out'

interface PersonMenuProps {
  person: ShellData['person']
  preferences: Preferences
}

/** Who is signed in, how the console looks, settings, the trail, the way out. */
export function PersonMenu({ person, preferences }: PersonMenuProps) {
  const [chosen, setChosen] = useState(preferences)
  const change = (next: Partial<Preferences>) => {
    const all = { ...chosen, ...next }
    setChosen(all)
    keepPreferences(all)
  }
  return (
    <Menu
      trigger={
        <button type="button" className="av" aria-label={`${person.name}, menu`}>
          {initials(person.name)}
        </button>
      }
    >
      <div className="hd">
        <b className="b" style={{ color: 'var(--ink)' }}>
          {person.name}
        </b>
        <br />@{person.login} · {person.role} on this repository
      </div>
      <MenuLine />
      <MenuLink href={routes.settings()}>Settings</MenuLink>
      <MenuLink href={routes.audit()}>Audit trail</MenuLink>
      <MenuLink href={routes.docs()}>Documentation</MenuLink>
      <MenuItem onSelect={openKeyboardHelp}>Keyboard</MenuItem>
      <MenuLine />
      <MenuChoices
        label="Theme"
        value={chosen.theme}
        choices={THEMES}
        onChange={(theme) => change({ theme })}
      />
      <MenuLine />
      <MenuSwitch
        checked={chosen.density === 'comfortable'}
        onChange={(on) => change({ density: on ? 'comfortable' : 'compact' })}
      >
        Taller rows
      </MenuSwitch>
      <MenuSwitch checked={chosen.letterKeys} onChange={(letterKeys) => change({ letterKeys })}>
        Shortcuts made of single letters
      </MenuSwitch>
      <MenuLine />
      <MenuItem onSelect={signOut}>Sign out</MenuItem>
    </Menu>
  )
}

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const
