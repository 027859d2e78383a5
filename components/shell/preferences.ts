/** How one browser shows the console. Kept in cookies: the server draws the first byte with them, and nothing flashes. */
export interface Preferences {
  /** `system` follows the operating system. */
  theme: 'system' | 'light' | 'dark'
  density: 'compact' | 'comfortable'
  /** False switches shortcuts made of single letters off (WCAG 2.1.4). */
  letterKeys: boolean
}

export const PREFERENCE_COOKIES = {
  theme: 'lockstep-theme',
  density: 'lockstep-density',
  letterKeys: 'lockstep-letter-keys',
} as const satisfies Record<keyof Preferences, string>

/** Reads the preferences; anything unknown counts as not chosen. `cookie` returns the value of a cookie by name. */
export function parsePreferences(cookie: (name: string) => string | undefined): Preferences {
  const theme = cookie(PREFERENCE_COOKIES.theme)
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    density: cookie(PREFERENCE_COOKIES.density) === 'comfortable' ? 'comfortable' : 'compact',
    letterKeys: cookie(PREFERENCE_COOKIES.letterKeys) !== 'off',
  }
}

/** The attributes of `<html>` that the tokens and the keys read. */
export function documentAttributes(preferences: Preferences): {
  'data-theme'?: 'light' | 'dark'
  'data-density'?: 'comfortable'
  'data-letter-keys'?: 'off'
} {
  return {
    ...(preferences.theme === 'system' ? {} : { 'data-theme': preferences.theme }),
    ...(preferences.density === 'comfortable' ? { 'data-density': 'comfortable' as const } : {}),
    ...(preferences.letterKeys ? {} : { 'data-letter-keys': 'off' as const }),
  }
}
