import { SECTIONS } from './sections'
import { isShortcut } from './shortcut'

/** After G, the next letter has so long. */
const SECOND_KEY_MS = 1500

let waitsUntil = 0

/** The section that a key press names because G was pressed before it, whatever its letter does on the page; undefined when none. Browser only. */
export function sectionOf(event: Event): (typeof SECTIONS)[number] | undefined {
  if (!isShortcut(event) || event.timeStamp >= waitsUntil) return undefined
  return SECTIONS.find(({ key }) => key === event.key.toLowerCase())
}

/** Every key press comes here once, after all have asked `sectionOf`. */
export function noteKey(event: KeyboardEvent): void {
  const isG = isShortcut(event) && event.key.toLowerCase() === 'g'
  waitsUntil = isG ? event.timeStamp + SECOND_KEY_MS : 0
}
