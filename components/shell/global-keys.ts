import { noteKey, sectionOf } from './section-keys'
import { isShortcut } from './shortcut'

interface GlobalKeyActions {
  goTo: (href: string) => void
  openPalette: () => void
  openHelp: () => void
}

/** Listens to the keys that work on every page; returns what stops it. Browser only. */
export function listenToGlobalKeys(actions: GlobalKeyActions): () => void {
  const onKey = (event: KeyboardEvent) => {
    if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      actions.openPalette()
      return
    }
    const section = sectionOf(event)
    noteKey(event)
    if (!isShortcut(event)) return
    const act =
      section === undefined ? actionOf(event.key.toLowerCase(), actions) : () => actions.goTo(section.href)
    if (act === undefined) return
    event.preventDefault()
    act()
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

function actionOf(key: string, actions: GlobalKeyActions): (() => void) | undefined {
  if (key === '/') return actions.openPalette
  if (key === '?') return actions.openHelp
  if (key === 'f') return focusFilter()
  if (key === 'o') return openOnForge()
  if (key === 'j' || key === 'k') return moveRow(key === 'j' ? 1 : -1)
  return undefined
}

/** The filter of the page; undefined when it has none. */
function focusFilter(): (() => void) | undefined {
  const filter = document.querySelector<HTMLElement>('[data-filter]')
  return filter === null ? undefined : () => filter.focus()
}

/** The link to GitHub of the row that has the focus, else the first of the page; undefined when there is none. */
function openOnForge(): (() => void) | undefined {
  const row = document.activeElement?.closest('tbody tr, .rows > li')
  const link =
    row?.querySelector<HTMLElement>('a[data-forge]') ??
    document.querySelector<HTMLElement>('main a[data-forge]')
  return link === null ? undefined : () => link.click()
}

/** Moves the focus along the first link of each row of the list that has it, or of the first list of the page with any. */
function moveRow(step: 1 | -1): (() => void) | undefined {
  const focused = document.activeElement?.closest('tbody tr, .rows > li') ?? null
  const own = focused?.closest('table, .rows')
  const lists = own ? [own] : [...document.querySelectorAll('main table, main .rows')]
  const links = lists.map(linksOf).find((found) => found.length > 0)
  if (links === undefined) return undefined
  const at = links.findIndex(({ row }) => row === focused)
  const next = links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + step))]
  return () => next?.link.focus()
}

function linksOf(list: Element): { row: Element; link: HTMLElement }[] {
  return [...list.querySelectorAll<HTMLElement>('tbody tr, :scope > li')].flatMap((row) => {
    const link = row.querySelector<HTMLElement>('a, button')
    return link === null ? [] : [{ row, link }]
  })
}
