import { parseArgs } from 'node:util'
import { seedForge } from './seed'

const USAGE = 'usage: node --import tsx forge/seed/main.ts --data DIR [--history none|year]'

/** Seeds a forge's folder before the forge is started on it. */
async function main(): Promise<number> {
  const options = readArguments()
  if (options === null) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  const outcome = await seedForge({
    ...options,
    now: new Date(),
    searchPath: process.env.PATH,
    report: say,
  })
  say(outcome === 'seeded' ? 'seeded' : 'has data already, left as it is')
  return 0
}

function say(line: string): void {
  process.stdout.write(`forge: ${line}\n`)
}

function readArguments(): { dataDirectory: string; history: 'none' | 'year' } | null {
  try {
    const { values } = parseArgs({
      options: { data: { type: 'string' }, history: { type: 'string', default: 'year' } },
    })
    const { data, history } = values
    if (data === undefined || (history !== 'none' && history !== 'year')) return null
    return { dataDirectory: data, history }
  } catch {
    return null
  }
}

process.exitCode = await main()
