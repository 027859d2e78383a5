import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runGit } from '@/lib/git/run-git'

/** One commit on main of the local forge's repository, as a push would bring it. `data` is the stack's folder. */
export async function pushFiles(
  data: string,
  files: readonly (readonly [path: string, text: string])[],
): Promise<void> {
  const repositories = join(data, 'forge', 'repositories')
  const name = readdirSync(repositories).find((one) => one.endsWith('.git')) ?? ''
  const gitDir = join(repositories, name)
  const changes = files.map(
    ([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  )
  const message = 'Add the policies of the bench'
  const input = `commit refs/heads/main\ncommitter Bench <bench@example.com> ${Math.floor(Date.now() / 1000)} +0000\ndata ${message.length}\n${message}\nfrom refs/heads/main^0\n${changes.join('')}`
  await runGit({ gitDir, args: ['fast-import', '--quiet'], input, timeoutMs: 120_000 })
}
