/** So long the settings wait for what only GitHub knows; they ask it anew, as it may have changed a moment ago. */
export const PATIENCE_MS = 5000
