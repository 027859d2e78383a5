import { filesOf, SOURCE, TEST, withoutComments, type SourceRule } from '../source-tree'

const ASKS_SERVER = /(?<![.\w])fetch\(|\bnew (?:XMLHttpRequest|EventSource|WebSocket)\b|\.sendBeacon\(/

export const componentsNeverFetch: SourceRule = {
  name: 'components never fetch: app/ passes the asking in (components/ui/ask-server.tsx)',
  bad: [
    { 'components/fleet/connect-waiting.tsx': 'const response = await fetch(apiRoutes.fleetProxy(name))\n' },
    { 'components/fleet/ask-server.ts': "return fetch(address, { method: 'POST' })\n" },
    { 'components/shell/live.tsx': 'useEffect(() => new EventSource(apiRoutes.events()).close)\n' },
    { 'components/ui/leave.tsx': "navigator.sendBeacon(address, 'gone')\n" },
  ],
  good: {
    'components/fleet/row.tsx':
      '// what fetch( would do\nconst { postJson } = useAskServer()\nrouter.prefetch(href)\n',
    'app/(console)/ask-server.ts': 'const response = await fetch(address, request)\n',
  },
  find: (tree) =>
    filesOf(tree, /^components\/.*\.tsx?$/, TEST)
      .filter(([, text]) => ASKS_SERVER.test(withoutComments(text)))
      .map(([path]) => ({ path, problem: 'asks a server itself: take the asking from useAskServer' })),
}

/** The folders that are pure as a whole, and the pure files of others; what they may import is in `arrows.ts`. */
const PURE =
  /^lib\/(?:policy\/|wire\/|routes\.ts$|fleet\/(?:resolve-status|proxy-state|say-duration|states)\.ts$|changes\/(?:predict-owners|say-owner-move)\.ts$|repository\/(?:codeowners(?:-pattern)?|read-instant)\.ts$)/
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bset(?:Timeout|Interval)\(|(?<![.\w])fetch\(|\bconsole\.\w+\(|\bprocess\.\w/

export const pureCodeIsTold: SourceRule = {
  name: 'pure code is told the time, takes no chances, and reads and writes nothing',
  bad: [
    { 'lib/fleet/resolve-status.ts': 'const age = Date.now() - seen\n' },
    { 'lib/changes/predict-owners.ts': 'const at = new Date()\n' },
    { 'lib/policy/evaluate.ts': 'const chance = Math.random()\n' },
    { 'lib/wire/report.ts': "if (process.platform === 'linux') console.log(1)\n" },
  ],
  good: {
    'lib/fleet/resolve-status.ts': '// not Date.now(): `now` is told\nconst seen = new Date(at)\n',
    'lib/fleet/store-report.ts': 'const now = Date.now()\n',
    'lib/policy/evaluate.test.ts': 'const began = performance.now()\n',
  },
  find: (tree) =>
    filesOf(tree, SOURCE, TEST)
      .filter(([path, text]) => PURE.test(path) && IMPURE.test(withoutComments(text)))
      .map(([path]) => ({
        path,
        problem: 'is pure code that looks around: take what it needs as an argument',
      })),
}
