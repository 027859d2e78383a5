import { expect, it } from 'vitest'
import { csvLine, download } from './download'

async function* pages(count: number, onEnd = () => {}) {
  try {
    for (let page = 0; page < count; page++)
      yield await Promise.resolve([{ n: page, text: 'a "b"\nc', none: null }])
  } finally {
    onEnd()
  }
}

const COLUMNS = ['n', 'text', 'none']

it('writes CSV with its columns, quoted', async () => {
  const response = download({ name: 'rows', format: 'csv', columns: COLUMNS }, pages(2))
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="rows.csv"')
  expect(await response.text()).toBe('"n","text","none"\r\n"0","a ""b""\nc",""\r\n"1","a ""b""\nc",""\r\n')
})

it('writes one JSON object per line', async () => {
  const text = await download({ name: 'rows', format: 'ndjson', columns: COLUMNS }, pages(2)).text()
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { n: 0, text: 'a "b"\nc', none: null },
    { n: 1, text: 'a "b"\nc', none: null },
  ])
})

it('keeps a spreadsheet from running a cell, and leaves others alone', () => {
  expect(csvLine(['=1+1', '@sum', '-2+3', '+3', 'a=b'])).toBe(`"'=1+1","'@sum","'-2+3","'+3","a=b"\r\n`)
  expect(csvLine(['-2', '-2.5', '-2-1', '--2'])).toBe(`"-2","-2.5","'-2-1","'--2"\r\n`)
})

it.each(['\t', '\r', '\n', '＝', '＋', '－', '＠'])(
  'keeps a spreadsheet from running a cell that begins with %j, which some take for the sign behind or beside it',
  (first) => expect(csvLine([`${first}=1`])).toBe(`"'${first}=1"\r\n`),
)

it('stops reading when nobody listens any more', async () => {
  let ended = false
  const rows = pages(1_000_000, () => {
    ended = true
  })
  const reader = download({ name: 'rows', format: 'csv', columns: COLUMNS }, rows).body?.getReader()
  // The columns, and a page of rows.
  await reader?.read()
  await reader?.read()
  await reader?.cancel()
  expect(ended).toBe(true)
})
