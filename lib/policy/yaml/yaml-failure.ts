/**
 * What stops go-yaml: a reader, scanner or parser error, or one of the decoder's fatal errors. It is thrown inside this folder
 * and in the decoder, and caught by `parseDocument` and `decodeNode`; callers outside see a value.
 */
export class YamlFailure extends Error {
  override readonly name = 'YamlFailure'

  /**
   * @param message go-yaml's words without the leading `yaml: `
   * @param offset where our own scanner stood, in UTF-16 units; go-yaml's own line numbers are often not the place of the fault
   */
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message)
  }
}

/**
 * The `line N: ` that go-yaml puts before a syntax error. It prefers the line where the surrounding construct began, prints nothing
 * for the first line, counts from one in scanner errors and from zero in parser errors.
 *
 * @param contextLine zero-based line of the construct, `problemLine` zero-based line of the fault
 */
export function linePrefix(kind: 'scanner' | 'parser', contextLine: number, problemLine: number): string {
  const line = contextLine !== 0 ? contextLine : problemLine
  if (line === 0) return ''
  return `line ${kind === 'scanner' ? line + 1 : line}: `
}
