import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Workers start git thousands of times. What that costs is page tables, which the system copies for each; huge pages need few of them.
process.env.GLIBC_TUNABLES = 'glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1'

/** Unit, property and verb tests. Files ending in `.long.test.ts` run only in `npm run test:long`. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', '.next/**', 'e2e/**', 'dist/**', '.lockstep/**', '**/*.long.test.ts'],
    globalSetup: ['scripts/test/global-setup.ts'],
    setupFiles: ['scripts/test/tell-causes.ts'],
    pool: 'forks',
    // A process for each file would read the same modules hundreds of times, a fifth of the whole time. What a test changes for its whole
    // process (clock, variables) it puts back.
    isolate: false,
    // Many tests wait for git, PostgreSQL and other programs: one more than the cores of a small machine.
    maxWorkers: 3,
    // For what hangs, not for what is slow: other programs may have the cores for a while.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
