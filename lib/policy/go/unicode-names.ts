/**
 * The names that Go 1.26 knows behind `\p`. Go drops spaces, `_` and `-` from a name and changes its case before it looks it up, but not
 * those of its own table of scripts: so a script whose name has two words is refused, as `\p{Old_Italic}` is.
 */
const SCRIPTS = `
  Adlam Ahom Arabic Armenian Avestan Balinese Bamum Batak Bengali Bhaiksuki Bopomofo Brahmi Braille
  Buginese Buhid Carian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cyrillic
  Deseret Devanagari Dogra Duployan Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek
  Gujarati Gurmukhi Han Hangul Hanunoo Hatran Hebrew Hiragana Inherited Javanese Kaithi Kannada
  Katakana Kawi Kharoshthi Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Lisu Lycian Lydian Mahajani
  Makasar Malayalam Mandaic Manichaean Marchen Medefaidrin Miao Modi Mongolian Mro Multani Myanmar
  Nabataean Nandinagari Newa Nko Nushu Ogham Oriya Osage Osmanya Palmyrene Phoenician Rejang Runic
  Samaritan Saurashtra Sharada Shavian Siddham Sinhala Sogdian Soyombo Sundanese Syriac Tagalog
  Tagbanwa Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai
  Vithkuqi Wancho Yezidi Yi
`

const CATEGORIES =
  'C Cc Cf Cn Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'

const LONG_NAMES: readonly (readonly [string, string])[] = [
  ['Lc', 'LC'],
  ['Ascii', 'Ascii'],
  ['Any', 'Any'],
  ['Assigned', 'Assigned'],
  ['Casedletter', 'LC'],
  ['Closepunctuation', 'Pe'],
  ['Combiningmark', 'M'],
  ['Connectorpunctuation', 'Pc'],
  ['Control', 'Cc'],
  ['Currencysymbol', 'Sc'],
  ['Dashpunctuation', 'Pd'],
  ['Decimalnumber', 'Nd'],
  ['Enclosingmark', 'Me'],
  ['Finalpunctuation', 'Pf'],
  ['Format', 'Cf'],
  ['Initialpunctuation', 'Pi'],
  ['Letter', 'L'],
  ['Letternumber', 'Nl'],
  ['Lineseparator', 'Zl'],
  ['Lowercaseletter', 'Ll'],
  ['Mark', 'M'],
  ['Mathsymbol', 'Sm'],
  ['Modifierletter', 'Lm'],
  ['Modifiersymbol', 'Sk'],
  ['Nonspacingmark', 'Mn'],
  ['Number', 'N'],
  ['Openpunctuation', 'Ps'],
  ['Other', 'C'],
  ['Otherletter', 'Lo'],
  ['Othernumber', 'No'],
  ['Otherpunctuation', 'Po'],
  ['Othersymbol', 'So'],
  ['Paragraphseparator', 'Zp'],
  ['Privateuse', 'Co'],
  ['Punctuation', 'P'],
  ['Separator', 'Z'],
  ['Spaceseparator', 'Zs'],
  ['Spacingmark', 'Mc'],
  ['Surrogate', 'Cs'],
  ['Symbol', 'S'],
  ['Titlecaseletter', 'Lt'],
  ['Unassigned', 'Cn'],
  ['Uppercaseletter', 'Lu'],
  ['Cntrl', 'Cc'],
  ['Digit', 'Nd'],
  ['Punct', 'P'],
]

const KNOWN: ReadonlyMap<string, string> = new Map([
  ...`${CATEGORIES} ${SCRIPTS.trim()}`.split(/\s+/).map((name) => [name, name] as const),
  ...LONG_NAMES,
])

/** The name that RE2JS has for the class Go finds under a name; `null` when Go finds none. */
export function findUnicodeClass(name: string): string | null {
  const plain = name.replace(/[_ -]/g, '')
  const first = plain.slice(0, 1).replace(/[a-z]/, (letter) => letter.toUpperCase())
  const rest = plain.slice(1).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return KNOWN.get(first + rest) ?? null
}
