import type { GoType } from '../decode-type'
import { nearestName } from '../nearest-name'
import { CONFIG } from '../policy-type'
import type { YamlDocument, YamlNode } from '../yaml/node'
import type { Engine, ReportFinding } from './lint-finding'

/** Fields of Intercept 1.4.0 that the measured program ignores. */
const NEWER = new Set(['approvals', 'approval_timeout', 'spend', 'spend_limit'])

/** Fields that no engine reads, values that only newer ones do, and documents behind the first. */
export function lintFields(document: YamlDocument, engines: readonly Engine[], report: ReportFinding): void {
  const at = document.ignoredFrom
  if (at >= 0) {
    report('later-document', { start: at, end: at }, 'Only the first document is read; this is ignored.')
  }
  if (document.root !== null) new FieldWalk(engines, report).visit(document.root, CONFIG)
}

class FieldWalk {
  /** An anchor that is used often is looked at once. */
  private readonly seen = new Set<YamlNode>()

  constructor(
    private readonly engines: readonly Engine[],
    private readonly report: ReportFinding,
  ) {}

  visit(given: YamlNode, given_type: GoType): void {
    const node = given.kind === 'alias' ? given.target : given
    const type = given_type.kind === 'pointer' ? given_type.target : given_type
    if (this.seen.has(node)) return
    this.seen.add(node)
    if (node.kind === 'sequence' && type.kind === 'list') {
      for (const item of node.items) this.visit(item.node, type.item)
    }
    if (node.kind !== 'mapping') return
    for (const { key, value } of node.pairs) {
      if (type.kind === 'map') this.visit(value, type.value)
      if (type.kind === 'struct' && key.kind === 'scalar') this.visitField(key.value, key, value, type)
    }
  }

  private visitField(name: string, key: YamlNode, value: YamlNode, type: GoType & { kind: 'struct' }): void {
    if (key.tag === '!!merge') return this.visit(value, type)
    const field = type.fields.get(name)
    if (NEWER.has(name) && field === undefined) this.reportNewer(name, key)
    else if (field === undefined) this.reportUnknown(name, key, [...type.fields.keys()])
    else if (name === 'action' && value.kind === 'scalar' && value.value === 'require_approval') {
      this.reportNewer('require_approval', value)
    } else this.visit(value, field)
  }

  private reportUnknown(name: string, key: YamlNode, known: readonly string[]): void {
    const meant = nearestName(name, known)
    const advice =
      meant === null ? `Known here: ${known.join(', ')}.` : `Did you mean ${JSON.stringify(meant)}?`
    this.report('unknown-field', key, `${JSON.stringify(name.slice(0, 60))} is ignored. ${advice}`)
  }

  private reportNewer(name: string, node: YamlNode): void {
    const without = this.engines.filter((engine) => engine !== 'intercept-1.4')
    const answer = name === 'require_approval' ? 'refuses' : 'ignores'
    const says =
      without.length > 0
        ? `${without.join(' and ')} ${answer} ${name}.`
        : `intercept-1.4 knows ${name}; Lockstep does not evaluate it.`
    this.report('newer-field', node, says)
  }
}
