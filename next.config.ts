import type { NextConfig } from 'next'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Pages get their content security policy with a nonce from proxy.ts; what is here holds for every answer. */
const EVERYWHERE = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
]

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: root,
  // Read beside server.js: the app compares the database with the migrations before it serves, and shows its documentation.
  outputFileTracingIncludes: { '/**': ['./prisma/migrations/**/*', './docs/**/*.md'] },
  turbopack: { root },
  typedRoutes: false,
  // `npm test` and `npm run check` look at the types of everything once; looking again would take half of the time of a build.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // No page has pictures to be scaled: nobody is to have them scaled without signing in.
  images: { unoptimized: true },
  reactStrictMode: true,
  // Every reader gets the title in the first head: instrumentation-client.ts adds one that counts only when there is no other.
  htmlLimitedBots: /./,
  experimental: {
    authInterrupts: true,
    // Nobody reads maps of what runs, and hardly anybody builds twice: they were most of what a build writes, and a third of its time.
    turbopackSourceMaps: false,
    turbopackFileSystemCacheForBuild: false,
  },
  // Browsers ask for it on pages that end before their head says where the icon is.
  rewrites: () => Promise.resolve([{ source: '/favicon.ico', destination: '/icon.svg' }]),
  headers: () =>
    Promise.resolve([
      { source: '/:path*', headers: EVERYWHERE },
      {
        source: '/api/:path*',
        headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }],
      },
    ]),
}

export default config
