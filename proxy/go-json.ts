/** What an event may hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

const ESCAPES: Record<string, string> = {
  '<': String.raw`\u003c`,
  '>': String.raw`\u003e`,
  '&': String.raw`\u0026`,
  '\u2028': String.raw`\u2028`,
  '\u2029': String.raw`\u2029`,
}

/** JSON in the spelling of Go's `encoding/json`: signs of HTML are escaped, halves of surrogate pairs become U+FFFD. Members keep their order. */
export function goJson(value: Json): string {
  const text = JSON.stringify(value)
  // Only halves of pairs are ever written so: the second look at each string is for those.
  const whole = text.includes(String.raw`\ud`) ? JSON.stringify(value, wellFormed) : text
  return whole.replaceAll(/[<>&\u2028\u2029]/g, (sign) => ESCAPES[sign] ?? sign)
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(/\p{Surrogate}/gu, '\ufffd') : value
}
