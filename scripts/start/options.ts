import { parseArgs } from 'node:util'
import { resolve } from 'node:path'
import { Advice } from '../advice'
import { inCheckout } from '../paths'

/** What `npm start` was asked for. */
export interface StartOptions {
  /** Of the app; 0 = any free one, the last one if it still is. */
  port: number
  /** Absolute. */
  data: string
  demo: boolean
  reset: boolean
  /** Absolute. */
  readyFile?: string
}

export const USAGE = `npm start -- [options]
  --port N          port of the app on 127.0.0.1 (default 3000; 0 = any free one)
  --data DIR        folder that keeps everything (default .lockstep in the checkout)
  --no-demo         no demo fleet and no year of history: the accounts, the rules and the current policies only
  --reset           remove what the data folder keeps, then start afresh
  --ready-file FILE write JSON there (url, forgeUrl, accounts) when everything answers
  --help            show this`

const FLAGS = {
  port: { type: 'string', default: '3000' },
  data: { type: 'string' },
  'no-demo': { type: 'boolean', default: false },
  reset: { type: 'boolean', default: false },
  'ready-file': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

/** Parses the command line; undefined when help was asked for. Relative paths start where the person typed the command. */
export function parseOptions(args: string[], from: string = whereTyped()): StartOptions | undefined {
  const values = parse(args)
  if (values.help) return undefined
  const readyFile = values['ready-file']
  return {
    port: parsePort(values.port),
    data: values.data === undefined ? inCheckout('.lockstep') : resolve(from, values.data),
    demo: !values['no-demo'],
    reset: values.reset,
    ...(readyFile === undefined ? {} : { readyFile: resolve(from, readyFile) }),
  }
}

/**
 * Refuses options that npm took for its own, because the `--` before them was forgotten: it tells us of them only as its configuration,
 * and a start without them would do something else than was asked for.
 */
export function refuseSwallowed(environment: NodeJS.ProcessEnv = process.env): void {
  if (environment.npm_lifecycle_event !== 'start') return
  const swallowed = Object.keys(FLAGS)
    .map((flag) => ({ flag, variable: `npm_config_${flag.replace(/^no-/, '').replaceAll('-', '_')}` }))
    .filter(({ variable }) => environment[variable] !== undefined)
    .map(({ flag }) => `--${flag}`)
  if (swallowed.length === 0) return
  throw new Advice(
    `npm took ${swallowed.join(', ')} for its own: write the options of Lockstep behind a "--", as in "npm start -- --port 4000".`,
  )
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: false }).values
  } catch (error) {
    throw new Advice(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535))
    throw new Advice(`--port ${text} is not a port: use a number from 1 to 65535, or 0 for any free one.`)
  return port
}

/** npm changes to the package's folder and tells where it was. */
function whereTyped(): string {
  return (process.env.npm_lifecycle_event === undefined ? undefined : process.env.INIT_CWD) ?? process.cwd()
}
