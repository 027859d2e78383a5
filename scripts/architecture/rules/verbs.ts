import { filesOf, SOURCE, TEST, type SourceRule } from '../source-tree'

/** A verb takes one object with `ctx` in it; the steps that verbs share take arguments. */
const VERB = /^export (?:async )?function\*? ?(\w+)\(\{[^}]*\bctx\b/gm

export const oneVerbPerFile: SourceRule = {
  name: 'a file of lib holds one verb at most',
  bad: [
    {
      'lib/fleet/a.ts':
        'export async function listKeys({ ctx }: X) {}\nexport async function revokeKey({\n  ctx,\n  input,\n}: X) {}\n',
    },
    {
      'lib/changes/a.ts':
        'export function a({ ctx }: X) {}\nexport async function* b({ parts, ctx }: X) {}\n',
    },
  ],
  good: {
    'lib/fleet/list-fleet.ts':
      'export async function listFleet({ ctx }: X) {}\nexport async function matchFleet(ctx: Context) {}\nfunction own({ ctx }: X) {}\n',
  },
  find: (tree) =>
    filesOf(tree, SOURCE, TEST).flatMap(([path, text]) => {
      const verbs = path.startsWith('lib/') ? [...text.matchAll(VERB)].map(([, name]) => name) : []
      return verbs.length > 1 ? [{ path, problem: `holds several verbs: ${verbs.join(', ')}` }] : []
    }),
}
