import { Document, isCollection, parseDocument, visit, type ToStringOptions } from 'yaml'

/** The layouts that a policy is edited in; each says the same. */
export const LAYOUTS = {
  'two spaces': (text: string) => block(text, { indent: 2 }),
  'four spaces': (text: string) => block(text, { indent: 4 }),
  'flush sequences': (text: string) => block(text, { indent: 2, indentSeq: false }),
  flow: (text: string) => flowBelowTools(text),
  JSON: (text: string) => `${JSON.stringify(parseDocument(text).toJS(), null, 2)}\n`,
  CRLF: (text: string) => text.replaceAll('\n', '\r\n'),
  'byte order mark': (text: string) => `\ufeff${text}`,
  'no final newline': (text: string) => text.replace(/\n+$/, ''),
  'inline comments': (text: string) => withInlineComments(block(text, { indent: 2 })),
} as const

export type Layout = keyof typeof LAYOUTS

const PRINT: ToStringOptions = { lineWidth: 0, flowCollectionPadding: true }

function block(text: string, options: ToStringOptions): string {
  return parseDocument(text).toString({ ...PRINT, ...options })
}

/** Tools stay one below the other; what they hold is in flow. Comments inside are lost. */
function flowBelowTools(text: string): string {
  const document = parseDocument(text)
  const bare = new Document(document.toJS())
  const tools = bare.get('tools')
  visit(bare, {
    // What Go reads in flow is narrower than what the printer leaves plain.
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && !/^[\w./ -]+$/.test(node.value)) node.type = 'QUOTE_DOUBLE'
    },
    Collection: (_, node) => {
      if (node !== bare.contents && node !== tools && isCollection(node)) node.flow = true
    },
  })
  return bare
    .toString(PRINT)
    .replaceAll(/,\n\s*|(?<=[[{])\n\s*|\n\s*(?=[\]}])/g, (found) => (found.startsWith(',') ? ', ' : ' '))
}

/** A comment behind every line that can have one. */
function withInlineComments(text: string): string {
  let count = 0
  return text.replaceAll(/^(?! *#)(?!\s*$)(.*)$/gm, (line) =>
    line.includes(' #') ? line : `${line} # note ${count++}`,
  )
}
