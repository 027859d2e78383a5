const SOON_MS = 4_000

/** Loads the page again in a few seconds; not all who wait at the same moment, which would make Lockstep busy again. Returns what prevents it. */
export function reloadSoon(): () => void {
  const timer = setTimeout(() => window.location.reload(), SOON_MS * (0.5 + Math.random()))
  return () => clearTimeout(timer)
}
