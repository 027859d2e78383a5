import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { UnmatchedFiles, type UnmatchedFile, type UnmatchedFilesProps } from './unmatched-files'

const NOW = new Date('2026-11-24T14:30:00Z')
const FILE: UnmatchedFile = {
  id: '1',
  nativeId: '988c5aa9',
  pid: 4711,
  config: "/etc/proxies/it's.yaml",
  lastEventAt: new Date('2026-11-24T14:29:00Z'),
}
const PROPS: Omit<UnmatchedFilesProps, 'files'> = {
  server: 'https://lockstep.example',
  program: 'lockstep',
  finder: { mode: 'observe', engine: 'intercept-2026-03', environment: 'prod', events: '/var/events' },
  now: NOW,
}

function render(files: readonly UnmatchedFile[], more: Partial<UnmatchedFilesProps> = {}): string {
  const html = renderToStaticMarkup(createElement(UnmatchedFiles, { ...PROPS, files, ...more }))
  return html.replaceAll('&#x27;', "'")
}

describe('event files that fit no proxy', () => {
  it('are listed with their process, policy file, event file and last event', () => {
    const html = render([FILE])
    for (const part of ['pid 4711', FILE.config, '/var/events/988c5aa9.jsonl', '2026-11-24T14:29:00'])
      expect(html).toContain(part)
  })

  it('come with the command that connects each, in which no file name is more than one word', () => {
    const [, command = ''] = /<pre[^>]*>([^]*?)<\/pre>/.exec(render([FILE])) ?? []
    expect(command.split(' \\\n  ')).toEqual([
      'lockstep connect https://lockstep.example --enrol -',
      '--name NAME',
      '--path POLICY',
      '--mode observe',
      '--engine intercept-2026-03',
      '--environment prod',
      "--config '/etc/proxies/it'\\''s.yaml'",
      '--events /var/events',
    ])
  })

  it('say what is not known of them', () => {
    const blank = { ...FILE, pid: null, config: null, lastEventAt: null }
    const html = render([blank], { finder: { ...PROPS.finder, events: null } })
    for (const part of ['number not known', 'no start event', 'EVENTS/988c5aa9.jsonl', '--config CONFIG'])
      expect(html).toContain(part)
  })

  it('are counted where there are more than a page shows', () => {
    const files = Array.from({ length: 12 }, (_, id) => ({ ...FILE, id: String(id) }))
    expect(render(files)).toContain('And 2 more processes.')
  })
})
