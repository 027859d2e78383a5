/** A process that cannot be confused with a later one of the same pid. */
export interface RecordedProcess {
  pid: number
  identity: string
}
export function processIdentity(pid: number): string | undefined
export function processArguments(pid: number): string[]
export function parentOf(pid: number): number | undefined
export function recordProcess(pid: number): RecordedProcess
export function stillRuns(recorded: RecordedProcess): boolean
