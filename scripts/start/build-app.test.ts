import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder'
import { buildFolder, existingBuild } from './build-app'

function write(root: string, path: string, text: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** A checkout with a little of everything, and a build of it. */
function builtCheckout(): string {
  const root = temporaryFolder()
  write(root, 'app/page.tsx', 'export default 1')
  write(root, 'prisma/schema.prisma', 'model A {}')
  write(root, 'prisma/migrations/1_first/migration.sql', 'CREATE TABLE a ();')
  const folder = buildFolder(root)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'server.js'), '')
  return root
}

describe('a production build', () => {
  it.each([
    'app/page.tsx',
    'lib/new/file.ts',
    'prisma/schema.prisma',
    'prisma/migrations/1_first/migration.sql',
    'prisma/migrations/2_only_sql/migration.sql',
    'package-lock.json',
  ])('is no longer used once %s is another', (path) => {
    const root = builtCheckout()
    expect(existingBuild(root)).toBe(buildFolder(root))
    write(root, path, 'changed')
    expect(existingBuild(root)).toBeUndefined()
  })

  it.each(['app/page.test.tsx', 'README.md', 'e2e/a.spec.ts'])(
    'goes on being used when only %s changed',
    (path) => {
      const root = builtCheckout()
      write(root, path, 'changed')
      expect(existingBuild(root)).toBe(buildFolder(root))
    },
  )

  it('that was killed half-way is never used', () => {
    const root = builtCheckout()
    write(root, 'app/page.tsx', 'changed')
    mkdirSync(buildFolder(root))
    expect(existingBuild(root)).toBeUndefined()
  })
})
