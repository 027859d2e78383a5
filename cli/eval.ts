import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { CommandFailure } from './failure'

interface Flags {
  tool?: string
  args: string
}

/** `lockstep eval`: what a policy answers to one call, with empty counters. */
export function register(program: Command): void {
  program
    .command('eval')
    .description('say what a policy answers to a call; exit code 1 when it is denied')
    .argument('<file>', 'policy file')
    .option('--tool <name>', 'the tool that is called; required')
    .option('--args <json>', 'its arguments, a JSON object', '{}')
    .action(async (file: string, flags: Flags) => {
      const decision = await decide(file, flags)
      const { result } = decision
      const answer =
        result === 'allowed' ? { result } : { result, rule: decision.rule ?? null, message: decision.message }
      process.stdout.write(`${JSON.stringify(answer)}\n`)
      process.exitCode = result === 'allowed' ? 0 : 1
    })
}

async function decide(file: string, { tool, args: given }: Flags) {
  // Not required by the parser, which would then not say that an option is misspelt.
  if (tool === undefined) throw new CommandFailure('the tool is missing: name it with --tool')
  const { parsePolicy } = await import('@/lib/policy/parse-policy')
  const { validatePolicy } = await import('@/lib/policy/validate-policy')
  const { compilePolicy } = await import('@/lib/policy/compile-policy')
  const { evaluate } = await import('@/lib/policy/evaluate')
  const { MemoryCounters } = await import('@/lib/policy/memory-counters')
  const args = readArguments(given)
  const parsed = parsePolicy(readPolicy(file))
  const errors = parsed.ok ? validatePolicy(parsed).map(({ message }) => message) : [parsed.loadError]
  if (!parsed.ok || errors.length > 0)
    throw new CommandFailure(`${file} is no valid policy:\n${errors.join('\n')}`)
  const compiled = compilePolicy(parsed.policy)
  return evaluate(compiled, { tool, args }, new MemoryCounters(), new Date())
}

function readPolicy(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    throw new CommandFailure(`${file} cannot be read: name a policy file`)
  }
}

function readArguments(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CommandFailure('--args is no JSON: write an object such as \'{"amount": 5}\'')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandFailure('--args must be a JSON object such as \'{"amount": 5}\'')
  }
  return { ...value }
}
