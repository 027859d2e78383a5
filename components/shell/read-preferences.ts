import { parsePreferences, type Preferences } from './preferences'

/** The preferences of this browser, from its cookies. Browser only. */
export function readPreferences(): Preferences {
  const cookies = new Map(
    document.cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
  return parsePreferences((name) => cookies.get(name))
}
