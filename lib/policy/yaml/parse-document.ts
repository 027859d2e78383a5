import { NodeParser } from './node-parser'
import type { Range, YamlDocument } from './node'
import { Scanner } from './scanner'
import { readSource } from './source'
import { DEFAULT_HANDLES } from './tags'
import type { Token, TokenType } from './token'
import { YamlFailure, linePrefix } from './yaml-failure'

/** A text that is no YAML. */
export interface YamlSyntaxError {
  /** go-yaml's words without the leading `yaml: `, e.g. `line 3: did not find expected key`. Its line is often not the fault's. */
  readonly message: string
  /** Where our parser stopped, in UTF-16 units into `text`. */
  readonly offset: number
}

export type ParsedDocument =
  | { readonly ok: true; readonly document: YamlDocument }
  | { readonly ok: false; readonly error: YamlSyntaxError; readonly text: string }

const NO_IMPLICIT_START: ReadonlySet<TokenType> = new Set([
  'version-directive',
  'tag-directive',
  'document-start',
  'stream-end',
])

const NO_CONTENT: ReadonlySet<TokenType> = new Set([...NO_IMPLICIT_START, 'document-end'])

/**
 * Parses the first YAML document of a file with go-yaml v3's acceptance and words. Only what go-yaml would have read is checked:
 * behind the first document anything may follow.
 */
export function parseDocument(source: string | Uint8Array): ParsedDocument {
  const decoded = readSource(source)
  try {
    return { ok: true, document: new DocumentParser(new Scanner(decoded), decoded.text).parse() }
  } catch (error) {
    if (!(error instanceof YamlFailure)) throw error
    return { ok: false, error: { message: error.message, offset: error.offset }, text: decoded.text }
  }
}

class DocumentParser {
  private readonly tagPrefixes = new Map<string, string>()
  private readonly directives: Range[] = []
  private startMarker = -1

  constructor(
    private readonly scanner: Scanner,
    private readonly text: string,
  ) {}

  parse(): YamlDocument {
    const { scanner } = this
    scanner.peek()
    scanner.skip()
    const first = scanner.peek().type
    if (first === 'stream-end') return this.finish(null, -1)
    if (NO_IMPLICIT_START.has(first)) this.parseProlog()
    for (const [handle, prefix] of DEFAULT_HANDLES) {
      if (!this.tagPrefixes.has(handle)) this.tagPrefixes.set(handle, prefix)
    }
    const parser = new NodeParser(scanner, this.tagPrefixes)
    const token = scanner.peek()
    const empty = this.startMarker >= 0 && NO_CONTENT.has(token.type)
    const root = empty ? parser.emptyNode(token.start, token.line) : parser.parseTree()
    const end = scanner.peek()
    if (end.type !== 'document-end') return this.finish(root, -1)
    scanner.skip()
    return this.finish(root, end.start)
  }

  /** Directives and the `---` they need. */
  private parseProlog(): void {
    const { scanner } = this
    let versioned = false
    for (;;) {
      const token = scanner.peek()
      if (token.type === 'version-directive') {
        if (versioned) fail('found duplicate %YAML directive', token)
        if (token.value !== '1.1') fail('found incompatible YAML document', token)
        versioned = true
      } else if (token.type === 'tag-directive') {
        if (this.tagPrefixes.has(token.value)) fail('found duplicate %TAG directive', token)
        this.tagPrefixes.set(token.value, token.suffix)
      } else break
      this.directives.push({ start: token.start, end: token.end })
      scanner.skip()
    }
    const token = scanner.peek()
    if (token.type !== 'document-start') fail('did not find expected <document start>', token)
    this.startMarker = token.start
    scanner.skip()
  }

  private finish(root: YamlDocument['root'], endMarker: number): YamlDocument {
    const { text, directives, startMarker, scanner } = this
    const ignoredFrom = this.findIgnored()
    return { text, root, comments: scanner.comments, directives, startMarker, endMarker, ignoredFrom }
  }

  /** Looks at what follows the document; a fault there is not go-yaml's business. */
  private findIgnored(): number {
    try {
      const token = this.scanner.peek()
      return token.type === 'stream-end' ? -1 : token.start
    } catch (error) {
      if (!(error instanceof YamlFailure)) throw error
      return error.offset
    }
  }
}

/** A parser error without context. */
function fail(message: string, token: Token): never {
  throw new YamlFailure(linePrefix('parser', 0, token.line) + message, token.start)
}
