import type { Command } from 'commander'

/** `lockstep conformance`: our answers beside those of the Go program, for folders of vectors. */
export function register(program: Command): void {
  program
    .command('conformance')
    .description('compare with recorded answers of Intercept; exit code 1 when one differs')
    .argument('<folder>', 'folder with files such as evaluate.jsonl or big-evaluate.jsonl.gz')
    .action(async (folder: string) => {
      const { runConformance } = await import('./conformance/run-conformance')
      process.exitCode = await runConformance(folder, (line) => process.stdout.write(`${line}\n`))
    })
}
