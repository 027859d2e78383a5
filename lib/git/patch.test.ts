import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { parsePatch } from './patch'

const MEGABYTE = 1_000_000
const LARGE = 5 * MEGABYTE

const fileOf = (blob: number, line: string) =>
  `index ${String(blob).padStart(40, '0')}..${'f'.repeat(40)} 100644\n@@ -0,0 +1 @@\n+${line}\n`

/** Bytes of the heap once nothing is left on it that nobody holds. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no collector')
  collect()
  return process.memoryUsage().heapUsed
}

it('lets go of the patch while a line of one of its files is kept', () => {
  const before = heapInUse()
  const kept = Array.from({ length: 20 }, (_, blob) => {
    // As git writes it: one text, not parts that were put together.
    const patch = Buffer.from(
      fileOf(blob, '# a line of a small file') + fileOf(99, 'x'.repeat(LARGE)),
    ).toString()
    return [...parsePatch(patch).values()][0]
  })
  expect(heapInUse() - before).toBeLessThan(5 * LARGE)
  expect(kept.map((hunks) => hunks?.[0]?.lines[0]?.text)).toEqual(kept.map(() => '# a line of a small file'))
})
