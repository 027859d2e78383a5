/**
 * Character classes of libyaml as go-yaml v3 compiles them. Characters are UTF-16 code units; `END` (0) stands for the end of the
 * text, which is safe because a real NUL is refused before scanning.
 */
export const END = 0

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20
export const NEL = 0x85
export const LINE_SEPARATOR = 0x2028
export const PARAGRAPH_SEPARATOR = 0x2029
export const BOM = 0xfeff

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

export function isBreak(code: number): boolean {
  if (code < SPACE) return code === LF || code === CR
  return code >= NEL && (code === NEL || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR)
}

export function isBreakOrEnd(code: number): boolean {
  return code === END || isBreak(code)
}

export function isBlankOrEnd(code: number): boolean {
  return code <= SPACE
    ? code === SPACE || code === TAB || code === LF || code === CR || code === END
    : isBreak(code)
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** A letter, digit, `_` or `-`: what anchors, tag handles and directive names are made of. ASCII only. */
export function isWord(code: number): boolean {
  const lower = code | 0x20
  return isDigit(code) || (lower >= 0x61 && lower <= 0x7a) || code === 0x5f || code === 0x2d
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(code: number): number {
  if (isDigit(code)) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
