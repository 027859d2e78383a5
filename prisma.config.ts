import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// Prisma's native engine is a download, which not every machine may make. The command line loads this file before it looks for
// its engine, so the engine is named here: the WASM build behind the native engine's protocol.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(
  new URL('scripts/schema-engine.mjs', import.meta.url),
)
process.env.CHECKPOINT_DISABLE ??= '1'

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Migrations are plain SQL that scripts/migrate.ts applies; what Prisma is asked for, generating the client, needs no database.
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
