import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { connectFile, lackOf } from '@/connector/settings'
import { inCheckout } from '@/scripts/paths'

const read = (path: string) => readFileSync(inCheckout(path), 'utf8')
const SNIPPETS = readdirSync(inCheckout('docs/delivery')).flatMap((name) =>
  [...read(`docs/delivery/${name}`).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', text = ''], index) => ({
      place: `${name}, ${index + 1} (${language})`,
      language,
      text,
    }),
  ),
)
const inLanguage = (language: string) => SNIPPETS.filter((one) => one.language === language)
const named = (found: typeof SNIPPETS) => found.map(({ place, text }) => [place, text] as const)

describe('what a page of a recipe shows', () => {
  it.each(named(inLanguage('yaml')))('is YAML: %s', (_, text) => {
    for (const document of parseAllDocuments(text))
      expect([document.errors, document.warnings]).toEqual([[], []])
  })

  it.each(named(inLanguage('sh')))('is a script that a shell reads: %s', (_, text) => {
    expect(spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  const lists = inLanguage('yaml').filter(({ text }) => /^- name:[\s\S]*^ {2}mode:/m.test(text))
  it.each(named(lists))(
    'is a list of proxies that the connector takes, with nothing missing: %s',
    (_, text) => {
      const { proxies } = connectFile.parse({ server: 'https://lockstep.example', proxies: parse(text) })
      expect(proxies.length).toBeGreaterThan(0)
      expect(proxies.map(lackOf)).toEqual(proxies.map(() => null))
    },
  )

  it('is checked for as many lists and scripts as there are', () => {
    expect([lists.length > 0, inLanguage('sh').length > 0]).toEqual([true, true])
  })
})
