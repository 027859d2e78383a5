import { documentAttributes, PREFERENCE_COOKIES, type Preferences } from './preferences'

const YEAR_S = 365 * 24 * 60 * 60

/** Browser only: keeps the preferences for a year and applies them at once. */
export function keepPreferences(preferences: Preferences): void {
  keepCookie(PREFERENCE_COOKIES.theme, preferences.theme)
  keepCookie(PREFERENCE_COOKIES.density, preferences.density)
  keepCookie(PREFERENCE_COOKIES.letterKeys, preferences.letterKeys ? 'on' : 'off')
  const root = document.documentElement
  const attributes = documentAttributes(preferences)
  for (const name of ['data-theme', 'data-density', 'data-letter-keys'] as const) {
    const value = attributes[name]
    if (value === undefined) root.removeAttribute(name)
    else root.setAttribute(name, value)
  }
}

function keepCookie(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`
}
