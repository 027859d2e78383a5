import { code, plainText, printable, say, type Sentence } from '../describe/sentence'
import type { Json, Witness, WitnessAnswer, WitnessCall, WitnessRun } from './comparison'
import type { ProvedDifference } from './compare-tool'

/** The proof of a difference, with its sentence. */
export function sayWitness({ attempt, answers, subject, effect }: ProvedDifference): Witness {
  const { history, call, at } = attempt
  const what = history.length > 0 ? sayHistory(history, call) : sayCall(call)
  const [was, is] =
    effect === 'loosens'
      ? [sayDenied(answers.before), say`is allowed now`]
      : [say`allowed`, sayNowDenied(answers.after)]
  const window = subject.kind === 'limit' ? say` within one clock ${subject.limit.window}` : []
  const sentence = say`${what}${history.length > 0 ? window : []} was ${was}, ${is}`
  return { history, call, at, ...answers, sentence, text: plainText(sentence) }
}

function sayNowDenied(answer: WitnessAnswer): Sentence {
  return say`is ${sayDenied(answer)} now`
}

function sayDenied(answer: WitnessAnswer): Sentence {
  if (answer.result === 'allowed') return say`allowed`
  if (answer.rule === undefined) return say`denied by a limit`
  if (answer.rule === '(hidden)') return say`denied as hidden`
  if (answer.rule === '(default deny)') return say`denied by default`
  return say`denied by ${code(printable(answer.rule))}`
}

function sayCall({ args }: WitnessCall): Sentence {
  if (Object.keys(args).length === 0) return say`a call without arguments`
  return say`${code(writeJson(args))}`
}

/** "the 61st call", or what came before it. */
function sayHistory(history: readonly WitnessRun[], call: WitnessCall): Sentence {
  const times = history.reduce((sum, run) => sum + run.times * (run.windows ?? 1), 0)
  const alike = history.every((run) => JSON.stringify(run.call) === JSON.stringify(call))
  const args = Object.keys(call.args).length === 0 ? [] : say` with ${code(writeJson(call.args))}`
  if (alike) return say`the ${ordinal(times + 1)} call${args}`
  const [first] = history
  if (first === undefined) return sayCall(call)
  const others =
    first.call.tool === call.tool
      ? say`with ${code(writeJson(first.call.args))}`
      : say`of ${code(printable(first.call.tool))}`
  return say`after ${String(times)} ${times === 1 ? 'call' : 'calls'} ${others}, a call${args}`
}

/** 1st, 2nd, 3rd, 11th, 61st. */
export function ordinal(count: number): string {
  const teens = count % 100 >= 11 && count % 100 <= 13
  const ending = teens ? undefined : ['st', 'nd', 'rd'][(count % 10) - 1]
  return `${count}${ending ?? 'th'}`
}

const BARE_KEY = /^[A-Za-z_]\w*$/

/** `{amount: 1000, currency: "gbp"}` on one line, shortened where it is long. */
export function writeJson(value: Json): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'string')
    return printable(JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value))
  if (value === null || typeof value === 'boolean') return String(value)
  if (isList(value)) return `[${value.map(writeJson).join(', ')}]`
  const members = Object.entries(value).map(
    ([key, item]) => `${BARE_KEY.test(key) ? key : printable(JSON.stringify(key))}: ${writeJson(item)}`,
  )
  return `{${members.join(', ')}}`
}

/** `Array.isArray` does not narrow a readonly array. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
