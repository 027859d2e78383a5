import { documentAttributes, PREFERENCE_COOKIES, type Preferences } from './preferences'

const YEAR_S = 365 * 24 * 60 * 60

/** Browser only: keeps the preferences for a year and applies them at once. */
export function keepPreferences(preferences: Preferences): void {
  const values = {
    theme: preferences.theme,
    density: preferences.density,
    letterKeys: preferences.letterKeys ? 'on' : 'off',
  }
  for (const [key, name] of Object.entries(PREFERENCE_COOKIES)) {
    const value = values[key as keyof Preferences]
    document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`
  }
  const root = document.documentElement
  const attributes = documentAttributes(preferences)
  for (const name of ['data-theme', 'data-density'] as const) {
    const value = attributes[name]
    if (value === undefined) root.removeAttribute(name)
    else root.setAttribute(name, value)
  }
  root.dataset.letterKeys = values.letterKeys
}
