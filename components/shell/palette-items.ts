import { routes } from '@/lib/routes'
import type { JumpTarget } from '@/lib/repository/find-jump-targets'
import { signOut } from './sign-out'
import { readPreferences } from './read-preferences'
import { keepPreferences } from './keep-preferences'
import type { PaletteGlyph, PaletteItem } from './palette-item'
import { SECTIONS } from './sections'

const KINDS = {
  rule: { group: 'Rules', glyph: 'conditions', mono: false },
  tool: { group: 'Tools', glyph: 'allowed', mono: true },
  policy: { group: 'Policies', glyph: 'file', mono: false },
  change: { group: 'Changes', glyph: 'open', mono: false },
  proxy: { group: 'Proxies', glyph: 'in-sync', mono: false },
  commit: { group: 'Commits', glyph: 'merged', mono: true },
} as const satisfies Record<JumpTarget['kind'], { group: string; glyph: PaletteGlyph; mono: boolean }>

/** What the server offered, as rows. */
export function toItems(targets: readonly JumpTarget[]): PaletteItem[] {
  return targets.map(({ kind, label, note, href }, index) => ({
    id: `t${index}`,
    label,
    note,
    target: { href },
    ...KINDS[kind],
  }))
}

const PAGES = [
  ...SECTIONS.map(({ name, href }) => ({ name, href })),
  { name: 'Settings', href: routes.settings() },
  { name: 'Audit trail', href: routes.audit() },
  { name: 'Connect a proxy', href: routes.connect() },
  { name: 'Documentation', href: routes.docs() },
]

/** Pages whose name contains the text. */
export function pageItems(text: string): PaletteItem[] {
  return PAGES.filter(({ name }) => contains(name, text)).map(({ name, href }) => ({
    id: `p-${name.replaceAll(' ', '-')}`,
    group: 'Go to',
    label: name,
    glyph: 'right',
    target: { href },
  }))
}

/** Things to do whose name contains the text. */
export function commandItems(text: string, openHelp: () => void): PaletteItem[] {
  const theme = (value: 'light' | 'dark' | 'system') => () =>
    keepPreferences({ ...readPreferences(), theme: value })
  const commands = [
    { name: 'Light theme', run: theme('light') },
    { name: 'Dark theme', run: theme('dark') },
    { name: 'Theme as the system', run: theme('system') },
    { name: 'Keyboard help', run: openHelp },
    { name: 'Copy the address of this page', run: copyAddress },
    { name: 'Sign out', run: signOut },
  ]
  return commands
    .filter(({ name }) => contains(name, text))
    .map(({ name, run }) => ({
      id: `c-${name.replaceAll(' ', '-')}`,
      group: 'Do',
      label: name,
      glyph: 'right',
      target: { run },
    }))
}

function contains(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.trim().toLowerCase())
}

function copyAddress(): void {
  void navigator.clipboard.writeText(window.location.href)
}
