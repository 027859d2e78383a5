import { filesOf, SOURCE, TEST, withoutComments, type SourceRule } from '../source-tree'

/** Programs read their own environment where they start; everything else is told. */
const READS_ENVIRONMENT =
  /^(lib\/env\.ts$|cli\/|scripts\/|bench\/|e2e\/|forge\/(main|seed\/main)\.ts$|[\w.-]+\.config\.ts$|instrumentation\.ts$)/

const ENVIRONMENT = /\bprocess\s*\??\.\s*env\b|\benv\b[^=\n]*\}\s*=\s*process\b|from '(?:node:)?process'/

export const environmentInOnePlace: SourceRule = {
  name: 'process.env is read in lib/env.ts and in entry points only',
  bad: [
    { 'lib/git/mirror.ts': 'const home = process.env.HOME\n' },
    { 'app/page.tsx': 'process.env["A"]\n' },
    { 'lib/git/mirror.ts': 'const { env } = process\n' },
    { 'lib/git/mirror.ts': "import { env } from 'node:process'\n" },
  ],
  good: { 'lib/env.ts': 'parse(process.env)\n', 'cli/main.ts': 'process.env.LOCKSTEP_ENROL_KEY\n' },
  find: (tree) =>
    filesOf(tree, SOURCE, TEST)
      .filter(
        ([path, text]) =>
          !READS_ENVIRONMENT.test(path) &&
          // The build replaces these by constants: where instrumentation runs, and whether somebody is developing.
          ENVIRONMENT.test(withoutComments(text).replaceAll(/process\.env\.(NEXT_RUNTIME|NODE_ENV)\b/g, '')),
      )
      .map(([path]) => ({
        path,
        problem: 'reads process.env: take the value as an argument or from lib/env.ts',
      })),
}

/** Tables of the log: what a proxy decided, what is missing of it, and the figures that are rolled up. */
const READS_LOG =
  /\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:decision(?:_\w+)?|log_gap|denial_message|tool_name|rule_name)\b|prisma\.(?:decision\w*|logGap|denialMessage|toolName|ruleName)\b/

export const logInOnePlace: SourceRule = {
  name: 'tables of the log are named in lib/decisions only: its verbs are what another store has to serve',
  bad: [
    { 'lib/fleet/read-history.ts': "pool.query('SELECT 1 FROM log_gap')\n" },
    { 'app/(console)/page.tsx': 'prisma.decision.count()\n' },
    { 'lib/jobs/forget.ts': "pool.query('DELETE FROM decision_hour')\n" },
  ],
  good: {
    'lib/decisions/account-log.ts': "pool.query('SELECT 1 FROM log_gap')\n",
    'lib/fleet/store-report.ts': "pool.query('INSERT INTO event_file (id) VALUES ($1)')\n",
  },
  find: (tree) =>
    filesOf(tree, SOURCE, TEST)
      .filter(
        ([path, text]) =>
          /^(app|components|lib)\//.test(path) &&
          !/^lib\/(decisions|db\/generated)\//.test(path) &&
          READS_LOG.test(text),
      )
      .map(([path]) => ({ path, problem: 'names a table of the log: ask a verb of lib/decisions' })),
}

/** Whatever the function is called: `execFile` made a promise is `execFileAsync`, or `run`. */
const SPAWNS_GIT = /\b\w+\(\s*(['"])git\1\s*,|\bexec\w*\(\s*['"`]git /

export const gitSpawnedInOnePlace: SourceRule = {
  name: 'git is spawned by lib/git/run-git.ts only (the forge and the scripts have their own)',
  bad: [
    { 'lib/changes/propose-change.ts': "execFile('git', ['push'])\n" },
    { 'connector/fetch.ts': "spawn('git', [])\n" },
    { 'connector/fetch.ts': "await run(\n  'git',\n  ['fetch'],\n)\n" },
    { 'cli/diff.ts': "execSync('git diff')\n" },
  ],
  good: { 'lib/git/run-git.ts': "spawn('git', args)\n", 'forge/git/run-git.ts': "spawn('git', args)\n" },
  find: (tree) =>
    filesOf(tree, SOURCE, TEST)
      .filter(
        ([path, text]) =>
          !/^(lib\/git\/(run-git|scratch-repository)\.ts|forge\/|scripts\/|bench\/)/.test(path) &&
          SPAWNS_GIT.test(text),
      )
      .map(([path]) => ({ path, problem: 'spawns git: use runGit, which is hardened' })),
}

export const clientBoundary: SourceRule = {
  name: 'pages and layouts render on the server, and there are no server actions',
  bad: [
    { 'app/(console)/page.tsx': "'use client'\n" },
    { 'app/layout.tsx': '"use client"\n' },
    { 'app/actions.ts': "'use server'\n" },
  ],
  good: {
    'app/(console)/page.tsx': 'export default function Page() {}\n',
    'app/fleet/fleet-client.tsx': "'use client'\n",
  },
  find: (tree) =>
    filesOf(tree, SOURCE).flatMap(([path, text]) => {
      if (/^\s*['"]use server['"]/m.test(text))
        return [{ path, problem: 'is a server action: write a route handler' }]
      const isPage = /(^|\/)(page|layout)\.tsx$/.test(path)
      return isPage && /^\s*['"]use client['"]/m.test(text)
        ? [{ path, problem: "says 'use client': move that part into a *-client.tsx" }]
        : []
    }),
}

/** Named exceptions to the wrapper: the sign-in library's handler, the event stream, probes and downloads that answer no JSON. */
const UNWRAPPED = /^app\/(api\/(auth|events)\/|healthz\/|readyz\/|metrics\/)/

/** A handler under any of the names that Next looks for; the group is what it is made of. */
const HANDLER =
  /^export (?:(?:async )?function|const|let|\{[^}]*) ?\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b(.*)$/gm
const WRAPPED = /^ = (?:person|connector|host|public)Route\(/

export const thinRoutes: SourceRule = {
  name: 'every route handler has at most 40 lines and is built with the wrapper',
  bad: [
    { 'app/api/a/route.ts': "import { personRoute } from '@/lib/http/route'\n" + 'x\n'.repeat(40) },
    { 'app/api/a/route.ts': 'export function GET() {}\n' },
    {
      'app/api/a/route.ts': 'export const GET = personRoute({}, () => 1)\nexport async function POST() {}\n',
    },
    { 'app/api/a/route.ts': 'const answer = personRoute({}, () => 1)\nexport { bare as GET }\n' },
  ],
  good: {
    'app/api/a/route.ts':
      "export const GET = personRoute({}, () => 1)\nexport const POST = hostRoute({}, () => 2)\nexport const dynamic = 'force-dynamic'\n",
    'app/healthz/route.ts': 'export function GET() {}\n',
  },
  find: (tree) =>
    filesOf(tree, /^app\/.*route\.ts$/).flatMap(([path, text]) => {
      const lines = text.split('\n').length - 1
      if (lines > 40) return [{ path, problem: `has ${lines} lines: the work belongs into a verb` }]
      const handlers = [...text.matchAll(HANDLER)].map(([, made = '']) => made)
      return UNWRAPPED.test(path) || handlers.every((made) => WRAPPED.test(made))
        ? []
        : [{ path, problem: 'has a handler that is not built with the wrapper of lib/http' }]
    }),
}

const BUILDS_LINK =
  /\bhref: ?[`'"]\/(?!\/)|\bhref=(?:"\/(?!\/)|\{?[`']\/(?!\/))|\b(?:push|replace|redirect)\(\s*[`'"]\/(?!\/)|\bfetch\(\s*[`'"]\/api/

export const linksFromRoutes: SourceRule = {
  name: 'links are built by lib/routes.ts only',
  bad: [
    { 'app/page.tsx': '<a href="/policies">Policies</a>\n' },
    { 'components/fleet/row.tsx': '<Link href={`/fleet/${name}`} />\n' },
    { 'app/a-client.tsx': "router.push('/changes')\n" },
    { 'components/overview/attention.ts': "return { title, href: '/fleet?state=offline' }\n" },
  ],
  good: {
    'app/page.tsx': '<a href={routes.policies()} /><a href="#main" />\n',
    'lib/routes.ts': "fleet: () => '/fleet'\n",
  },
  find: (tree) =>
    filesOf(tree, /^(app|components)\/.*\.tsx?$/, TEST).flatMap(([path, text]) => {
      const found = BUILDS_LINK.exec(text)
      return found === null ? [] : [{ path, problem: `builds a link itself (${found[0]}…): use routes` }]
    }),
}

export const noFixedSleeps: SourceRule = {
  name: 'end-to-end specs and their helpers wait for what they need, never for a time',
  bad: [
    { 'e2e/a.spec.ts': 'await page.waitForTimeout(500)\n' },
    { 'e2e/a.spec.ts': 'await sleep(100)\n' },
    { 'e2e/helper.ts': 'setTimeout(done, 100)\n' },
  ],
  good: { 'e2e/a.spec.ts': 'await expect(row).toBeVisible()\n' },
  find: (tree) =>
    // The stand-in for Intercept waits as long as Intercept does after a change of its file.
    filesOf(tree, /^e2e\/.*\.ts$/, /^e2e\/stock-proxy\.ts$/)
      .filter(([, text]) => /waitForTimeout\(|\bsleep\(|\bsetTimeout\(/.test(text))
      .map(([path]) => ({ path, problem: 'sleeps: wait for what a person would see' })),
}

export const refusalsExplained: SourceRule = {
  name: 'refusals are said by components/ui/refusal.tsx, and headings of docs/ are named in lib/help-topics.ts only',
  bad: [
    { 'components/fleet/a.tsx': '<p role="alert" className="deny s">\n' },
    { 'app/a-client.tsx': '<p className="s deny" role="alert">\n' },
    { 'components/fleet/a.tsx': "<a href={`${routes.docs('concepts')}#evidence`}>\n" },
  ],
  good: {
    'components/ui/refusal.tsx': '<p role="alert" className="deny">\n',
    'components/ui/panel.tsx': '<div className="failed" role="alert">\n<p className="deny">\n',
    'app/page.tsx': "<a href={routes.docs('concepts')} />\n",
  },
  find: (tree) =>
    filesOf(tree, /^(app|components)\/.*\.tsx$/, /^components\/ui\/refusal\.tsx$/)
      .filter(([, text]) => /<\w+ (?=[^>]*role="alert")[^>]*\bdeny\b|routes\.docs\([^`]*#/.test(text))
      .map(([path]) => ({
        path,
        problem: 'says a refusal or names a heading of docs/ itself: use Refusal or HelpLink',
      })),
}
