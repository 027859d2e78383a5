import { code, limit, listWith, printable, say, type Sentence, tool } from '../policy/describe/sentence'
import {
  type Configuration,
  DEFAULT_CONFIGURATION,
  environmentNamed,
  type EnvironmentSettings,
  parseConfiguration,
  type Pin,
} from './configuration'

/** One thing that a change of `.lockstep.yaml` does. */
export interface SettingsDifference {
  readonly sentence: Sentence
  /** Where it stands: in the new text, or in the old one for what is gone; null where no one line makes it. */
  readonly place: { readonly file: 'before' | 'after'; readonly line: number } | null
}

/**
 * What a change of `.lockstep.yaml` does, as plain sentences in the order of its settings; empty where every setting stays. A missing file
 * (null) stands for the defaults. Null where one of the two counts for nothing because of a mistake.
 */
export function saySettingsChange(before: string | null, after: string | null): SettingsDifference[] | null {
  const [old, next] = [settingsOf(before), settingsOf(after)]
  if (old === null || next === null) return null
  return [
    ...sayRoot(old, next),
    ...sayEnvironments(old, next),
    ...sayPins(old, next),
    ...sayEmergency(old, next),
    ...sayByPath('lint', old.lint.map(lintEntry), next.lint.map(lintEntry)),
    ...sayByPath('tests', old.tests.map(testsEntry), next.tests.map(testsEntry)),
  ]
}

function settingsOf(text: string | null): Configuration | null {
  if (text === null) return DEFAULT_CONFIGURATION
  const parsed = parseConfiguration(text)
  return parsed.ok ? parsed.configuration : null
}

const nowAt = (line: number | null) => (line === null ? null : { file: 'after' as const, line })
const wasAt = (line: number | null) => (line === null ? null : { file: 'before' as const, line })

function sayRoot({ root: old }: Configuration, { root: next }: Configuration): SettingsDifference[] {
  if (old === next) return []
  const [was, is] = [old, next].map((folder) => code(`${printable(folder)}/`))
  return [
    {
      sentence: say`Policies are the files below ${is ?? ''}, no longer those below ${was ?? ''}.`,
      place: null,
    },
  ]
}

function sayEnvironments(old: Configuration, next: Configuration): SettingsDifference[] {
  const names = new Set([...next.environments, ...old.environments].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const [was, is] = [environmentNamed(old, name), environmentNamed(next, name)]
    const place = nowAt(is.line) ?? wasAt(was.line)
    return [
      ...(was.ref === is.ref
        ? []
        : [say`Proxies in ${tool(name)} follow ${refOf(is)}, until now ${refOf(was)}.`]),
      ...(was.allowanceMs === is.allowanceMs
        ? []
        : [
            say`A rollout in ${tool(name)} may take ${limit(sayTime(is.allowanceMs))} before it is drift, until now ${limit(sayTime(was.allowanceMs))}.`,
          ]),
    ].map((sentence) => ({ sentence, place }))
  })
}

function refOf({ ref }: EnvironmentSettings): Sentence {
  return ref === null ? say`the default branch` : say`${code(printable(ref))}`
}

function sayPins(old: Configuration, next: Configuration): SettingsDifference[] {
  const made = next.pins.flatMap((pin) => {
    const was = old.pins.find(({ proxy }) => proxy === pin.proxy)
    return sayPin(was, pin).map((sentence) => ({ sentence, place: nowAt(pin.line) }))
  })
  const gone = old.pins.filter(({ proxy }) => next.pins.every((pin) => pin.proxy !== proxy))
  return [
    ...made,
    ...gone.map(({ proxy, commit, line }) => ({
      // Whether it had ended already depends on when this is read.
      sentence: say`The pin of ${tool(proxy)} at ${shortened(commit)} is gone: without it, it gets what its environment follows.`,
      place: wasAt(line),
    })),
  ]
}

function sayPin(was: Pin | undefined, { proxy, commit, reason, until }: Pin): Sentence[] {
  const name = tool(proxy)
  if (was === undefined)
    return [
      say`A pin holds ${name} at ${shortened(commit)} until ${limit(sayInstant(until))}, whatever is merged: ${printable(reason)}`,
    ]
  return [
    ...(was.commit === commit
      ? []
      : [say`The pin of ${name} holds it at ${shortened(commit)} instead of ${shortened(was.commit)}.`]),
    ...(was.until === until
      ? []
      : [
          say`The pin of ${name} ends on ${limit(sayInstant(until))}, before on ${limit(sayInstant(was.until))}.`,
        ]),
    ...(was.reason === reason ? [] : [say`The reason for the pin of ${name} is now: ${printable(reason)}`]),
  ]
}

function sayEmergency(
  { emergency: old }: Configuration,
  { emergency: next }: Configuration,
): SettingsDifference[] {
  if (next === null)
    return old === null
      ? []
      : [
          {
            sentence: say`No emergency can be submitted any more: nobody is named who reviews it.`,
            place: wasAt(old.line),
          },
        ]
  const due = limit(sayTime(next.followUpMs))
  const place = nowAt(next.line)
  if (old === null)
    return [
      {
        sentence: say`An emergency can be submitted: ${reviewersOf(next)} reviews it, and its follow-up is due after ${due}.`,
        place,
      },
    ]
  return [
    ...(old.reviewers.toSorted().join() === next.reviewers.toSorted().join()
      ? []
      : [say`An emergency is reviewed by ${reviewersOf(next)}, before by ${reviewersOf(old)}.`]),
    ...(old.followUpMs === next.followUpMs
      ? []
      : [
          say`The follow-up of an emergency is due after ${due}, before after ${limit(sayTime(old.followUpMs))}.`,
        ]),
  ].map((sentence) => ({ sentence, place }))
}

function reviewersOf({ reviewers }: NonNullable<Configuration['emergency']>): Sentence {
  return listWith(
    'or',
    reviewers.map((reviewer) => say`${tool(reviewer)}`),
  )
}

/** A line of `lint` or `tests`: what it is about, and what it asks of that. */
interface PathEntry {
  readonly about: string
  readonly subject: Sentence
  readonly asks: string
  readonly line: number
}

function lintEntry({ rule, severity, path, line }: Configuration['lint'][number]): PathEntry {
  const findings = rule === '*' ? say`all findings` : say`findings of ${code(printable(rule))}`
  const asks = severity === 'off' ? 'left out' : `told as ${severity === 'info' ? 'notes' : `${severity}s`}`
  return { about: `${rule} ${path ?? ''}`, subject: say`${findings} ${placeOf(path)}`, asks, line }
}

function testsEntry({ minCoverage, path, line }: Configuration['tests'][number]): PathEntry {
  return { about: path ?? '', subject: placeOf(path), asks: `${minCoverage} %`, line }
}

function placeOf(path: string | null): Sentence {
  return path === null ? say`in every policy` : say`in ${code(printable(path))}`
}

const WORDS = {
  lint: {
    now: ({ subject, asks }: PathEntry) => say`${code('lockstep lint')}: ${subject} are ${limit(asks)}`,
    gone: ({ subject }: PathEntry) =>
      say`${code('lockstep lint')}: ${subject} have no severity of their own any more.`,
  },
  tests: {
    now: ({ subject, asks }: PathEntry) =>
      say`${code('lockstep test')} asks for a coverage of ${limit(asks)} ${subject}`,
    gone: ({ subject }: PathEntry) =>
      say`${code('lockstep test')} asks for no coverage of its own ${subject} any more.`,
  },
} as const

/** Of lines that are about the same the last one holds; where lines stand before others, those may hold in their stead. */
function sayByPath(
  kind: keyof typeof WORDS,
  old: readonly PathEntry[],
  next: readonly PathEntry[],
): SettingsDifference[] {
  const [was, is] = [lastOfEach(old), lastOfEach(next)]
  const words = WORDS[kind]
  const news = [...is.values()].filter(({ about, asks }) => was.get(about)?.asks !== asks)
  const said = news.map((entry): SettingsDifference => {
    const before = was.get(entry.about)
    const until = before === undefined ? say`.` : say`, before ${limit(before.asks)}.`
    return { sentence: say`${words.now(entry)}${until}`, place: nowAt(entry.line) }
  })
  const gone = [...was.values()].filter(({ about }) => !is.has(about))
  const lost = gone.map((entry) => ({ sentence: words.gone(entry), place: wasAt(entry.line) }))
  const common = (from: typeof is, other: typeof is) => [...from.keys()].filter((about) => other.has(about))
  const isMoved = common(was, is).join('\n') !== common(is, was).join('\n')
  const last = [...is.values()].at(-1)
  const order = isMoved
    ? say`Lines of ${code(kind)} stand in another order: where several match, the last one holds.`
    : news.some((entry) => entry !== last)
      ? say`Where several lines of ${code(kind)} match, the last one holds.`
      : null
  return [...said, ...lost, ...(order === null ? [] : [{ sentence: order, place: null }])]
}

/** By what they are about, in the order of those that hold. */
function lastOfEach(entries: readonly PathEntry[]): ReadonlyMap<string, PathEntry> {
  const last = new Map<string, PathEntry>()
  for (const entry of entries) {
    last.delete(entry.about)
    last.set(entry.about, entry)
  }
  return last
}

function shortened(commit: string) {
  return code(commit.slice(0, 7))
}

/** "1 Dec 2026, 00:00 UTC"; with its seconds where it has any. */
function sayInstant(iso: string): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
  const time = iso.slice(11, 19).replace(/:00$/, '')
  return `${day.format(new Date(iso))}, ${time} UTC`
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const

/** In the largest unit that it is a whole number of: "10 min", "36 h", "90 s". One day is 24 h, as followed up. */
function sayTime(ms: number): string {
  const unit = UNITS.find(([size]) => ms % size === 0 && (size < 86_400_000 || ms > size))
  return unit === undefined ? `${ms / 1000} s` : `${ms / unit[0]} ${unit[1]}`
}
