import { Option, type Command } from 'commander'
import type { Engine } from '@/lib/policy/lint/lint-finding'
import { deliver, withReportOptions, type ReportFlags } from './report/report-options'
import { policyFiles } from './sources/policy-files'

/** The engines that a policy can be checked for. */
export const ENGINES: readonly Engine[] = ['intercept-2026-03', 'intercept-1.4', 'lockstep']

/** The option by which a command is told what the proxies run. */
export function engineOption(): Option {
  return new Option('--engine <engine...>', 'what the proxies run')
    .choices(ENGINES)
    .default(['intercept-2026-03'])
}

/** `lockstep lint`: Intercept's errors and our findings in policy files. */
export function register(program: Command): void {
  const command = program
    .command('lint')
    .description('check policy files: what Intercept refuses, and what is doubtful')
    .argument('<paths...>', 'policy files, or folders that hold them')
    .addOption(engineOption())
  withReportOptions(command).action(async (paths: string[], flags: ReportFlags & { engine: Engine[] }) => {
    const { lintFiles } = await import('./checks/lint-files')
    await deliver(await lintFiles(policyFiles(paths), flags.engine), flags)
  })
}
