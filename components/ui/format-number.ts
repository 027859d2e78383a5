/** 48213 → "48,213", as `Intl.NumberFormat` writes it, whose data a browser loads for tens of milliseconds before anything can be pressed. */
export function formatCount(value: number): string {
  const [whole = '', rest] = String(Math.round(value * 1000) / 1000).split('.')
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
  return rest === undefined ? grouped : `${grouped}.${rest}`
}

/** For the edge of a chart, where a table has the number itself: 48213 → "48,213", 28200000 → "28.2 M". */
export function formatShort(value: number): string {
  return value < 1e6 ? formatCount(value) : `${(value / 1e6).toFixed(1)} M`
}

/** A share with one decimal and a thin space, "2.8 %"; "–" of nothing. The base stands nearby. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`
}

/** 1 → "1 file", 14 → "14 files", 0 → "0 files". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** Bytes as people read them: "312 B", "2.1 kB", "5.3 MB" (powers of 1000). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** How far a clock is ahead, in seconds: 14 → "+0.01 s", -1500 → "-1.50 s". What rounds to nothing has no sign. */
export function formatSkew(ms: number): string {
  const hundredths = Math.round(ms / 10)
  const sign = hundredths === 0 ? '' : hundredths > 0 ? '+' : '-'
  return `${sign}${(Math.abs(hundredths) / 100).toFixed(2)} s`
}
