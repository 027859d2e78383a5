import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCli } from '@/scripts/build-cli'

const FILES = 1_000

/**
 * Start of the command line: `startMs` of `lockstep --version` and `evalMs` of one evaluation (target ≤ 200), beside `emptyMs` of a program
 * that does nothing, and `startRatio` between the two. `lintMs` of a folder with 1,000 policies (target ≤ 3,000).
 */
export async function cli(report: (measure: string, value: number, unit: string) => void): Promise<void> {
  const file = await buildCli()
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-bench-'))
  try {
    for (let i = 0; i < FILES; i++) writeFileSync(join(folder, `policy-${i}.yaml`), policy(i))
    const one = join(folder, 'policy-0.yaml')
    // In turns, so that a busy machine slows each of them alike.
    const [empty, start, evaluation] = fastest(
      ['-e', '0'],
      [file, '--version'],
      [file, 'eval', one, '--tool', 'tool_0', '--args', '{"amount":0,"currency":"eur"}'],
    )
    report('emptyMs', empty, 'ms')
    report('startMs', start, 'ms')
    report('startRatio', start / empty, '')
    report('evalMs', evaluation, 'ms')
    report('lintMs', time([file, 'lint', folder]), 'ms')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The fastest of several runs each: what the machine does besides only ever adds. */
function fastest(...commands: [string[], string[], string[]]): [number, number, number] {
  const best: [number, number, number] = [Infinity, Infinity, Infinity]
  for (let round = 0; round < 9; round++) {
    for (const [i, args] of commands.entries()) best[i] = Math.min(best[i] ?? Infinity, time(args))
  }
  return best
}

function time(args: readonly string[]): number {
  const began = performance.now()
  execFileSync(process.execPath, args, { stdio: 'ignore' })
  return performance.now() - began
}

/** Ten tools with two conditions each, about 3 kB. */
function policy(number: number): string {
  const tools = Array.from(
    { length: 10 },
    (_, i) => `  tool_${i}:
    rules:
      - name: cap
        conditions:
          - { path: args.amount, op: lte, value: ${number + i} }
          - { path: args.currency, op: in, value: [usd, eur, gbp] }
        on_deny: "Only up to ${number + i} in a known currency."
`,
  )
  return `version: "1"\ndefault: deny\ntools:\n${tools.join('')}`
}
