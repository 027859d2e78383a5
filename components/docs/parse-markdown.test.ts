import * as fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from './markdown'
import { parseMarkdown } from './parse-markdown'
import { resolveLink } from './resolve-link'

const KNOWN = new Set(['tour', 'lint', 'lint/secret', 'errors/conflict'])

function draw(text: string, from = 'tour'): string {
  const resolve = (href: string) => resolveLink(href, from, KNOWN)
  const html = renderToStaticMarkup(createElement(Markdown, { blocks: parseMarkdown(text), resolve }))
  return html.replace(/^<div class="doc">|<\/div>$/g, '')
}

/** The frame of a table is the same around each. */
function table(inside: string): string {
  return `<div class="doctable" tabindex="0" role="group" aria-label="Table"><table>${inside}</table></div>`
}

function pre(text: string): string {
  return `<pre class="cmd" tabindex="0"><code>${text}</code></pre>`
}

describe('a page', () => {
  it.each([
    ['paragraphs', 'one\ntwo\n\nthree', '<p>one\ntwo</p><p>three</p>'],
    ['Windows line ends', 'one\r\n\r\ntwo', '<p>one</p><p>two</p>'],
    [
      'headings with ids',
      '## The file `.x.yaml`',
      '<h2 id="the-file-xyaml">The file <code>.x.yaml</code></h2>',
    ],
    ['the same heading twice', '## A\n### A', '<h2 id="a">A</h2><h3 id="a-1">A</h3>'],
    ['a heading named as the frame', '## Main', '<h2 id="main-1">Main</h2>'],
    ['a heading of signs', '## !?', '<h2 id="part">!?</h2>'],
    ['no heading without a space', '#5 is open', '<p>#5 is open</p>'],
    [
      'bold, italic and code',
      '**a** _b_ *c* `d`',
      '<p><strong>a</strong> <em>b</em> <em>c</em> <code>d</code></p>',
    ],
    ['italic in bold', '**a _b_**', '<p><strong>a <em>b</em></strong></p>'],
    ['bold over lines', '**a\nb**', '<p><strong>a\nb</strong></p>'],
    ['names with underscores', 'SECRET_KEY and LOG_LEVEL', '<p>SECRET_KEY and LOG_LEVEL</p>'],
    ['stars that multiply', '2 * 3 * 4', '<p>2 * 3 * 4</p>'],
    ['marks without an end', '**a _b `c [d](e', '<p>**a _b `c [d](e</p>'],
    ['marks in code', '`**a** [b](c)`', '<p><code>**a** [b](c)</code></p>'],
    ['back quotes in code', '`` a ` b ``', '<p><code>a ` b</code></p>'],
    ['escaped marks', '\\*a\\* \\[b\\] \\n', '<p>*a* [b] \\n</p>'],
    [
      'fenced code',
      '```yaml\na: **1**\n\n  <b>\n```\nafter',
      `${pre('a: **1**\n\n  &lt;b&gt;')}<p>after</p>`,
    ],
    ['fenced code without an end', '```\na', pre('a')],
    ['longer fences', '````\n```\n````', pre('```')],
    ['a list', '- a\n- b\n  c\n- d', '<ul><li>a</li><li>b\nc</li><li>d</li></ul>'],
    ['a list after a line', 'a:\n- b', '<p>a:</p><ul><li>b</li></ul>'],
    ['numbers', '1. a\n2. b', '<ol start="1"><li>a</li><li>b</li></ol>'],
    ['numbers from three', '3. a', '<ol start="3"><li>a</li></ol>'],
    [
      'a list in a list',
      '1. a\n   - b\n     c\n   - d\n2. e',
      '<ol start="1"><li>a<ul><li>b\nc</li><li>d</li></ul></li><li>e</li></ol>',
    ],
    ['a paragraph in an item', '- a\n\n  b\n\nc', '<ul><li>a<p>b</p></li></ul><p>c</p>'],
    ['code in an item', '- a\n  ```\n  b\n    c\n  ```', `<ul><li>a${pre('b\n  c')}</li></ul>`],
    ['a quote', '> a\n> - b', '<blockquote><p>a</p><ul><li>b</li></ul></blockquote>'],
    ['a line', 'a\n\n---\n\nb', '<p>a</p><hr/><p>b</p>'],
    [
      'a table',
      '| a | b |\n| --- | :-: |\n| `c` | d \\| e |\n| f |\nafter',
      `${table(
        '<thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td><code>c</code></td><td>d | e</td></tr><tr><td>f</td><td></td></tr></tbody>',
      )}<p>after</p>`,
    ],
    [
      'the name of a picture that the build does not have',
      'a\n![Name](images/none.png)\nb',
      '<p>a</p><p>Name</p><p>b</p>',
    ],
    ['no picture from elsewhere', '![Name](//example.com/images/fleet.svg)', '<p>Name</p>'],
    [
      'a picture among words, as text',
      'a ![b](https://example.com/c.png)',
      '<p>a !<a href="https://example.com/c.png" rel="noreferrer">b</a></p>',
    ],
    ['bars without a table', 'a | b\nc | d', '<p>a | b\nc | d</p>'],
    ['HTML, as text', '<b onclick="x()">a</b>', '<p>&lt;b onclick=&quot;x()&quot;&gt;a&lt;/b&gt;</p>'],
    ['a script, as text', '<script>x()</script>', '<p>&lt;script&gt;x()&lt;/script&gt;</p>'],
  ])('draws %s', (_, text, html) => {
    expect(draw(text)).toBe(html)
  })
})

const WORDS = '<p>words</p>'
const page = (href: string) => `<p><a href="${href}">words</a></p>`

describe('a link', () => {
  it.each([
    ['tour', 'lint/secret.md', page('/docs/lint/secret')],
    ['tour', './lint/secret.md#why', page('/docs/lint/secret#why')],
    ['lint/secret', '../tour.md', page('/docs/tour')],
    ['lint/secret', '../errors/conflict.md', page('/docs/errors/conflict')],
    ['tour', 'lint/', page('/docs/lint')],
    ['tour', '#part', page('#part')],
    [
      'tour',
      'https://example.com/a?b=1#c',
      '<p><a href="https://example.com/a?b=1#c" rel="noreferrer">words</a></p>',
    ],
  ])('on %s to %s leads there', (from, href, html) => {
    expect(draw(`[words](${href})`, from)).toBe(html)
  })

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert',
    '&#106;avascript:alert',
    'data:text/html,<b>',
    'vbscript:x',
    'http://example.com',
    'https:example.com',
    'https://',
    'https://user@example.com/',
    'https://example.com\\@other.example',
    '//example.com/',
    '/docs/tour.md',
    '/signin',
    'unknown.md',
    '../tour.md',
    '../../etc/passwd.md',
    'lint/../../tour.md',
    'lint%2Fsecret.md',
    'tour',
    '#"onclick=',
    'tour.md#<b>',
  ])('to %s is only its words', (href) => {
    expect(draw(`[words](${href})`)).toBe(WORDS)
  })

  it('in the words of a link is only words, so that links never hold links', () => {
    expect(draw('[a [b](tour.md)](lint/)')).toBe('<p><a href="/docs/lint">a b</a></p>')
  })
})

const TAG =
  /^<(?:\/?(?:p|ul|li|ol|blockquote|strong|em|code|table|thead|tbody|tr|td)|\/(?:h[234]|pre|div|th|a)|hr\/|ol start="\d+"|h[234](?: id="[^"<>]*")?|pre class="cmd" tabindex="0"|div class="doctable" tabindex="0" role="group" aria-label="Table"|th scope="col"|a href="(?:https:\/\/|\/docs\/|#)[^"<>]*"(?: rel="noreferrer")?)>$/

/** Made of what Markdown and attacks are made of, so that nesting and half-open marks are frequent. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '`',
        '```',
        '*',
        '**',
        '_',
        '[',
        ']',
        '(',
        ')',
        '](',
        '|',
        '| - |',
        '- ',
        '1. ',
        '> ',
        '#',
        '## ',
      ),
      fc.constantFrom('\n', '\n\n', '  ', ' ', '\\', '\r\n', '---', '\t', '\0', '\u2028'),
      fc.constantFrom(
        '<script>',
        '<img src=x onerror=y>',
        'javascript:',
        'data:',
        'https://',
        '"',
        'tour.md',
        '&lt;',
      ),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))

describe('any text', () => {
  it('is drawn with known tags and harmless addresses only', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const tags = draw(text).match(/<[^>]*>/g) ?? []
        expect(tags.filter((tag) => !TAG.test(tag))).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps its words', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 })
    const marks = fc.constantFrom(' ', '\n', '\n\n', ' **', '** ', ' `', '` ', '\n- ', '\n> ', '\n## ', ' | ')
    fc.assert(
      fc.property(words, fc.infiniteStream(marks), (all, stream) => {
        const text = all.map((word) => `${stream.next().value}${word}`).join('')
        const shown = draw(`start ${text}`).replace(/<[^>]*>/g, ' ')
        expect(shown.match(/[a-z]+/g)).toEqual(['start', ...all])
      }),
    )
  })

  it.each(['>', '- ', '[', '**a ', '`', '_a', '* a\n  ', '|', '[a](', '``` '])(
    'is read when %j repeats 5000 times',
    (sign) => {
      expect(() => draw(sign.repeat(5000))).not.toThrow()
    },
  )
})
