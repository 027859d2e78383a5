import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { CommandFailure } from './failure'
import type { ToolReading } from '@/lib/policy/describe/describe-tool'

/** `lockstep explain`: a policy in plain words. */
export function register(program: Command): void {
  program
    .command('explain')
    .description('say in plain words what a policy allows')
    .argument('<file>', 'policy file')
    .action(async (file: string) => {
      const { parsePolicy } = await import('@/lib/policy/parse-policy')
      const { describePolicy } = await import('@/lib/policy/describe/describe-policy')
      const parsed = parsePolicy(readPolicy(file))
      if (!parsed.ok) throw new CommandFailure(`${file} cannot be loaded: ${parsed.loadError}`)
      const { validatePolicy } = await import('@/lib/policy/validate-policy')
      const errors = validatePolicy(parsed).map(({ message }) => message)
      // No proxy enforces it: it neither allows nor denies anything.
      if (errors.length > 0) throw new CommandFailure(`${file} is no valid policy:\n${errors.join('\n')}`)
      const { tools, anyOther } = describePolicy(parsed.policy)
      for (const tool of tools) process.stdout.write(paragraph(tool, tool.tool))
      process.stdout.write(paragraph(anyOther, 'any other tool'))
    })
}

function readPolicy(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    throw new CommandFailure(`${file} cannot be read: name a policy file`)
  }
}

function paragraph({ posture, rules }: ToolReading, name: string): string {
  const lines = [`${name}: ${posture}`, ...rules.map(({ reading }) => `  ${reading.text}`)]
  return lines.map((line) => `${line.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')}\n`).join('')
}
