import { routes } from '@/lib/routes'
import type { JumpTarget } from '@/lib/repository/jump-target'
import { signOut } from './sign-out'
import { readPreferences } from './read-preferences'
import { keepPreferences } from './keep-preferences'
import type { PaletteGlyph, PaletteItem } from './palette-item'
import { SECTIONS } from './sections'

const KINDS = {
  rule: { group: 'Rules', glyph: 'conditions' },
  tool: { group: 'Tools', glyph: 'allowed', mono: true },
  policy: { group: 'Policies', glyph: 'file' },
  change: { group: 'Changes', glyph: 'open' },
  // What it runs is on its page: judging it here would take as long as the search.
  proxy: { group: 'Proxies', glyph: 'right' },
  commit: { group: 'Commits', glyph: 'merged', mono: true },
  edit: { group: 'Do', glyph: 'draft', lead: 'Edit rule' },
  decisions: { group: 'Do', glyph: 'right', lead: 'Show decisions where tool =', mono: true },
} as const satisfies Record<
  JumpTarget['kind'],
  { group: string; glyph: PaletteGlyph; lead?: string; mono?: boolean }
>

/** What the server offered, as rows; `edit` starts a draft. */
export function toItems(
  targets: readonly JumpTarget[],
  edit: (draft: NonNullable<JumpTarget['draft']>, href: string) => void,
): PaletteItem[] {
  return targets.map(({ kind, label, note, href, mark, draft }, index) => ({
    ...KINDS[kind],
    id: `t${index}`,
    label,
    note,
    ...(mark === null ? {} : { glyph: mark === 'closed' ? 'hidden' : mark }),
    target: kind === 'edit' && draft !== null ? { run: () => edit(draft, href) } : { href },
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
