import { execFileSync } from 'node:child_process'

/**
 * Lets a running program, and no other, write nothing more to files, as a full disk would; or lets it write again. Linux only, as the
 * whole suite.
 */
export function limitFiles(pid: number, limit: 'nothing' | 'unlimited'): void {
  const soft = limit === 'nothing' ? '0' : 'unlimited'
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${soft}:unlimited`])
}
