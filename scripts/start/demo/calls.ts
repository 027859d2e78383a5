import { join } from 'node:path'
import type { DemoProxy } from './fleet'

/** One tool call that an agent makes. */
export interface DemoCall {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** A call and how often it is made, in comparison with the others of its proxy. */
type Weighted = readonly [weight: number, name: string, args?: Readonly<Record<string, unknown>>]

const EVERYTHING: readonly Weighted[] = [
  [6, 'echo', { message: 'The build of the firmware is green.' }],
  [3, 'echo', { message: 'Arm 4 is back in service.' }],
  [1, 'echo', { message: `Log of the night shift: ${'all quiet. '.repeat(30)}` }],
  [5, 'get-sum', { a: 42, b: 17 }],
  [2, 'get-sum', { a: 40_000, b: 2 }],
  [3, 'get-structured-content', { location: 'Chicago' }],
  [1, 'get-structured-content', { location: 'Los Angeles' }],
  [2, 'get-annotated-message', { messageType: 'success' }],
  [2, 'get-resource-links', { count: 3 }],
  [1, 'get-resource-links', { count: 9 }],
  [1, 'trigger-long-running-operation', { duration: 1, steps: 1 }],
  [1, 'get-env'],
]

function filesystem(work: string): readonly Weighted[] {
  return [
    [5, 'read_text_file', { path: join(work, 'handover.md') }],
    [3, 'read_text_file', { path: join(work, 'stock.csv') }],
    [2, 'read_text_file', { path: join(work, 'deploy.pem') }],
    [4, 'list_directory', { path: work }],
    [2, 'get_file_info', { path: join(work, 'stock.csv') }],
    [2, 'search_files', { path: work, pattern: '*.md' }],
    [2, 'write_file', { path: join(work, 'note.md'), content: 'Arm 4: bearing replaced.\n' }],
    [1, 'write_file', { path: join(work, 'run.sh'), content: 'echo hello\n' }],
    [1, 'directory_tree', { path: work }],
    [1, 'move_file', { source: join(work, 'stock.csv'), destination: join(work, 'old.csv') }],
  ]
}

const MEMORY: readonly Weighted[] = [
  [5, 'search_nodes', { query: 'gripper' }],
  [2, 'search_nodes', { query: 'kim.xu@northwind.example' }],
  [4, 'open_nodes', { names: ['Arm 4'] }],
  [
    1,
    'create_entities',
    { entities: [{ name: 'Arm 4', entityType: 'robot', observations: ['six axes, 12 kg'] }] },
  ],
  [1, 'create_relations', { relations: [{ from: 'Arm 4', to: 'Line 2', relationType: 'works on' }] }],
  [2, 'add_observations', { observations: [{ entityName: 'Arm 4', contents: ['bearing replaced'] }] }],
  [1, 'read_graph', {}],
  [1, 'delete_entities', { entityNames: ['Arm 4'] }],
]

/** What the agent does next through a proxy; `random` is in [0, 1). Most calls are allowed, some the sample policies deny. */
export function nextCall({ kind, work }: Pick<DemoProxy, 'kind' | 'work'>, random: number): DemoCall {
  const calls = { everything: EVERYTHING, filesystem: filesystem(work), memory: MEMORY }[kind]
  let left = random * calls.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, name, args = {}] of calls) {
    left -= weight
    if (left < 0) return { name, arguments: args }
  }
  throw new RangeError(`random ${random} is not in [0, 1)`)
}
