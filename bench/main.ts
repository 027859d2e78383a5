import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** Takes one measured value, for example `('coldMs', 212, 'ms')`. */
export type Report = (measure: string, value: number, unit: string) => void

/** What a benchmark that fills a whole Lockstep first can be told; the others look at none of it. */
export interface BenchOptions {
  /** Keep what was filled in this folder, and take what is there; undefined: fill anew and remove it. */
  readonly data: string | undefined
  /** Fill only. */
  readonly prepare: boolean
  /** Parts to measure, by name; all of them when empty. */
  readonly only: readonly string[]
}

/** What `bench/NAME.ts` exports under the name of its file, in camel case. */
export type Bench = (report: Report, options: BenchOptions) => Promise<void>

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

/** npm prints what it runs, unless told not to, and that is no line of JSON. */
const USAGE = `npm run bench -- NAME [PART…] [--data FOLDER [--prepare]]
npm run --silent bench -- NAME --json
with one of these names:`

/**
 * Runs one benchmark and prints a table, or with `--json` a line `{"measure","value","unit"}` per value. Without a name, lists them. For
 * those that fill a whole Lockstep first, `--data FOLDER --prepare` fills it and `--data FOLDER [PART…]` measures (parts of) it any number
 * of times.
 */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      data: { type: 'string' },
      prepare: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [name, ...only] = positionals
  if (name === undefined) {
    console.log(`${USAGE}\n${benches().join('\n')}`)
    return 0
  }
  if (!benches().includes(name)) {
    console.error(`There is no benchmark ${name}: use one of ${benches().join(', ')}.`)
    return 1
  }
  const bench = await load(name)
  await bench(values.json ? printJson : printRow, { data: values.data, prepare: values.prepare, only })
  return 0
}

function benches(): string[] {
  const names = readdirSync(FOLDER).flatMap((file) => /^([\w-]+)\.ts$/.exec(file)?.[1] ?? [])
  return names.filter((name) => name !== 'main').sort()
}

async function load(name: string): Promise<Bench> {
  const exported = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const exports: Record<string, unknown> = await import(`./${name}.ts`)
  return asBench(exports[exported], `bench/${name}.ts`, exported)
}

/** TypeScript cannot see through the import of a computed name. */
function asBench(value: unknown, file: string, exported: string): Bench {
  if (typeof value !== 'function') throw new Error(`${file} exports no function ${exported}`)
  return value as Bench
}

function printJson(measure: string, value: number, unit: string): void {
  console.log(JSON.stringify({ measure, value, unit }))
}

function printRow(measure: string, value: number, unit: string): void {
  const number = Number.isInteger(value) ? String(value) : value.toFixed(2)
  console.log(`${measure.padEnd(32)} ${number.padStart(14)} ${unit}`)
}
