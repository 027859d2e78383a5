'use client'

import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { ButtonKey } from '@/components/ui/kbd'
import { Menu, MenuItem } from '@/components/ui/menu'
import { Switch } from '@/components/ui/switch'
import type { Policy } from '@/lib/policy/policy'
import { ADD_RULE_BUTTON } from './add-rule-id'
import type { FileReading } from './file-reading'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { OnEdits } from './form-parts'
import { RuleCard } from './rule-card'
import { freeName, newRule, RULE_KINDS, ruleMark, type RuleKind } from './rule-edits'

interface ToolPanelProps {
  readonly policy: Policy
  readonly reading: FileReading
  /** What git has; null for a new file. */
  readonly base: Policy | null
  readonly tool: string
  readonly seen: readonly SeenTool[]
  readonly onEdits: OnEdits
  readonly onRename: () => void
  readonly onPlace: (rule: number) => void
}

/** A tool's rules as cards, in the order in which they run. */
export function ToolPanel(props: ToolPanelProps) {
  const { policy, reading, base, tool, seen, onEdits, onPlace } = props
  const rules = reading.rules.get(tool) ?? []
  const paths = pathsOf(policy, seen, tool)
  return (
    <>
      <ToolHead {...props} />
      <ol className="cards" aria-label={`Rules of ${tool}`}>
        {rules.map((view, index) => (
          <RuleCard
            // oxlint-disable-next-line react/no-array-index-key -- a name that is being typed must not take the focus away
            key={index}
            tool={tool}
            index={index}
            count={rules.length}
            view={view}
            mark={ruleMark(view.rule, tool, base)}
            problems={reading.problems.filter(({ at }) => at?.tool === tool && at.rule === index)}
            paths={paths}
            onEdits={onEdits}
            onPlace={() => onPlace(index)}
          />
        ))}
      </ol>
      {rules.length === 0 && <p className="mid">No rule: calls of {tool} are not checked one by one.</p>}
      <div className="row wrap" style={{ marginTop: 10 }}>
        <AddRule policy={policy} tool={tool} onEdits={onEdits} />
        {rules.length > 1 && <span className="s dim">Rules run in this order; all must pass.</span>}
      </div>
    </>
  )
}

/** Arguments seen on a tool, most frequent first, then the counters that conditions can look at. */
function pathsOf(
  policy: Policy,
  seen: readonly SeenTool[],
  tool: string,
): { value: string; note?: string }[] {
  const known = seen.find((one) => one.tool === tool)
  const args = (known?.keys ?? []).map(({ key, calls }) => ({
    value: `args.${key}`,
    note: `in ${calls} of ${known?.sampled ?? 0} calls`,
  }))
  const counters = [...policy.tools.values()].flatMap(({ name, rules }) =>
    rules.flatMap(({ state, expandedFrom }) =>
      state === undefined || expandedFrom !== undefined ? [] : [`state.${name}.${state.counter}`],
    ),
  )
  return [...args, ...[...new Set(counters)].map((value) => ({ value, note: 'a counter' }))]
}

function ToolHead({ policy, tool, onEdits, onRename }: ToolPanelProps) {
  const hidden = policy.hide.indexOf(tool)
  const rules = policy.tools.get(tool)?.rules ?? []
  const denials = rules.flatMap(({ action, name }, rule) =>
    action === 'deny' ? [{ rule, named: name }] : [],
  )
  const denyAll = (on: boolean) => {
    if (on) {
      const name = freeName(policy, tool, `${tool === '*' ? 'every-tool' : tool}-denied`)
      onEdits({ op: 'add-rule', tool, content: { name, action: 'deny' }, at: 0 })
      return
    }
    onEdits(
      ...denials.toReversed().map(({ rule, named }) => ({ op: 'remove-rule' as const, tool, rule, named })),
    )
  }
  return (
    <div className="row wrap th">
      <h2 className="mono">{tool === '*' ? '* every tool' : tool}</h2>
      <span className="grow" />
      <span className="row tsw">
        {tool !== '*' && (
          <span className="s mid">
            <Switch
              label="Hide from agents"
              checked={hidden >= 0}
              onChange={(on) =>
                onEdits(
                  on ? { op: 'add-hide', name: tool } : { op: 'remove-hide', index: hidden, named: tool },
                )
              }
            />
          </span>
        )}
        <span className="s mid">
          <Switch label="Deny every call" checked={denials.length > 0} onChange={denyAll} />
        </span>
        <Menu
          trigger={
            <Button size="small" variant="ghost" aria-label={`More for ${tool}`}>
              <Icon name="more" />
            </Button>
          }
        >
          <MenuItem onSelect={onRename}>Rename …</MenuItem>
          <MenuItem onSelect={() => onEdits({ op: 'remove-tool', tool })}>Remove from the policy</MenuItem>
        </Menu>
      </span>
    </div>
  )
}

const WORDS: Readonly<Record<RuleKind, string>> = {
  conditions: 'Allow only when …',
  limit: 'Limit how often',
  deny: 'Deny every call',
}

function AddRule({ policy, tool, onEdits }: Pick<ToolPanelProps, 'policy' | 'tool' | 'onEdits'>) {
  return (
    <Menu
      align="start"
      trigger={
        <Button size="small" id={ADD_RULE_BUTTON} aria-keyshortcuts="n">
          Add rule <ButtonKey>N</ButtonKey>
        </Button>
      }
    >
      {RULE_KINDS.map(({ value }) => (
        <MenuItem
          key={value}
          onSelect={() => onEdits({ op: 'add-rule', tool, content: newRule(policy, tool, value) })}
        >
          {WORDS[value]}
        </MenuItem>
      ))}
    </Menu>
  )
}
