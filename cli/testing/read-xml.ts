export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

const TOKEN = /<\?xml [^?]*\?>\n|<\/(\w+)>|<(\w+)((?: \w+="[^"<]*")*)(\/?)>|([^<]+)/gy
/** What XML 1.0 allows in a document (§2.2). */
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u
const ENTITY = /&(?:amp|lt|gt|quot|apos);/g

/** Reads XML of elements, attributes and text only. Throws on anything that is not well-formed. */
export function readXml(xml: string): XmlElement {
  if (!ALLOWED.test(xml)) throw new Error('a character that XML forbids')
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  let end = 0
  for (const token of xml.matchAll(TOKEN)) {
    const [whole, closing, opening, attributes = '', empty, text] = token
    end = token.index + whole.length
    if (closing !== undefined && open.pop()?.name !== closing) throw new Error(`</${closing}> closes nothing`)
    const around = open.at(-1)
    if (around === undefined) throw new Error('closed too often')
    if (text !== undefined) around.text += decode(text)
    if (opening === undefined) continue
    const element = { name: opening, attributes: readAttributes(attributes), children: [], text: '' }
    around.children.push(element)
    if (empty !== '/') open.push(element)
  }
  const [first, ...more] = root.children
  if (end !== xml.length || open.length !== 1 || first === undefined || more.length > 0)
    throw new Error(`not well-formed at ${end}`)
  return first
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decode(value)]),
  )
}

function decode(text: string): string {
  if (text.replaceAll(ENTITY, '').includes('&')) throw new Error(`an & that is no entity: ${text}`)
  const characters = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replaceAll(
    ENTITY,
    (entity) => Object.entries(characters).find(([n]) => entity === `&${n};`)?.[1] ?? '',
  )
}
