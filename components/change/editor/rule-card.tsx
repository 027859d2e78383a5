'use client'

import { SentenceText } from '@/components/policy/sentence-text'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu'
import { Segmented } from '@/components/ui/segmented'
import { ConditionRow } from './condition-row'
import { TextField } from './field'
import type { RuleView, TextProblem } from './file-reading'
import type { OnEdits } from './form-parts'
import { CounterFields, LimitFields } from './limit-fields'
import { blankCondition, changeKind, kindOf, RULE_KINDS } from './rule-edits'

interface RuleCardProps {
  readonly tool: string
  readonly index: number
  readonly count: number
  readonly view: RuleView
  readonly mark: 'new' | 'edited' | null
  readonly problems: readonly TextProblem[]
  readonly paths: readonly { readonly value: string; readonly note?: string }[]
  readonly onEdits: OnEdits
  /** Asks where the rule goes, or where a copy of it. */
  readonly onPlace: () => void
}

/** One rule as it can be edited: its kind, its fields, its message, and what it says in plain words. */
export function RuleCard(props: RuleCardProps) {
  const { tool, index, view, mark, problems, paths, onEdits } = props
  const { rule, reading } = view
  const at = { tool, rule: index, named: rule.name }
  const kind = kindOf(rule)
  const errors = problems.filter(({ severity }) => severity === 'error')
  return (
    <li className={errors.length > 0 ? 'card err' : 'card'} data-rule={`${tool} ${index}`}>
      <div className="row ch">
        <TextField
          label="Rule name"
          hideLabel
          className="nm"
          value={rule.name}
          error={rule.name === '' ? 'Name the rule' : null}
          help="rules"
          onChange={(to) => onEdits({ op: 'rename-rule', ...at, to })}
        />
        {mark !== null && <span className="tag info">{mark}</span>}
        <Segmented
          label={`Kind of rule ${rule.name}`}
          value={kind}
          options={RULE_KINDS}
          onChange={(to) => onEdits(...changeKind(at, rule, to))}
        />
        <RuleMenu {...props} />
      </div>
      <div className="cb">
        {kind === 'limit' && (
          <LimitFields at={at} limit={rule.expandedFrom ?? rule.rateLimit} onEdits={onEdits} />
        )}
        {kind === 'conditions' && (
          <>
            {rule.conditions.map((condition, one) => (
              <ConditionRow
                // oxlint-disable-next-line react/no-array-index-key -- conditions have no names; their place is what edits address
                key={one}
                rule={at}
                condition={condition}
                index={one}
                count={rule.conditions.length}
                paths={paths}
                onEdits={onEdits}
              />
            ))}
            <Button size="small" variant="ghost" onClick={() => onEdits(blankCondition(at))}>
              <Icon name="plus" /> Condition
            </Button>
            {rule.state !== undefined && (
              <CounterFields at={at} state={rule.state} paths={paths} onEdits={onEdits} />
            )}
          </>
        )}
        <div className="mr">
          <TextField
            label="Message"
            value={reading.message ?? ''}
            placeholder={kind === 'limit' ? rule.onDeny : `Denied by rule "${rule.name}"`}
            onChange={(value) =>
              onEdits(value === '' ? { op: 'unset-message', ...at } : { op: 'set-message', ...at, value })
            }
          />
        </div>
        <p className="s mid rdg">
          <SentenceText sentence={reading.sentence} />
          {reading.notes.map((note, one) => (
            // oxlint-disable-next-line react/no-array-index-key -- notes of a reading never move
            <span key={one}>
              {' '}
              <SentenceText sentence={note} />
            </span>
          ))}
        </p>
        {errors.map(({ message }) => (
          <p key={message} className="s deny errl mono">
            {message}
          </p>
        ))}
      </div>
    </li>
  )
}

function RuleMenu({ tool, index, count, view, onEdits, onPlace }: RuleCardProps) {
  const { rule } = view
  const at = { tool, rule: index, named: rule.name }
  const kind = kindOf(rule)
  return (
    <Menu
      trigger={
        <Button size="small" variant="ghost" aria-label={`More for rule ${rule.name}`}>
          <Icon name="more" />
        </Button>
      }
    >
      <MenuItem disabled={index === 0} onSelect={() => onEdits({ op: 'move-rule', ...at, at: index - 1 })}>
        Move up
      </MenuItem>
      <MenuItem
        disabled={index === count - 1}
        onSelect={() => onEdits({ op: 'move-rule', ...at, at: index + 1 })}
      >
        Move down
      </MenuItem>
      <MenuItem onSelect={onPlace}>Move or copy …</MenuItem>
      <MenuLine />
      {kind === 'limit' && (
        <MenuItem onSelect={() => onEdits({ op: 'expand-rate-limit', ...at })}>
          Write the limit out in full
        </MenuItem>
      )}
      {kind === 'conditions' && rule.state !== undefined && (
        <>
          <MenuItem onSelect={() => onEdits({ op: 'collapse-rate-limit', ...at })}>
            Write as a plain limit
          </MenuItem>
          <MenuItem onSelect={() => onEdits({ op: 'unset-counter', ...at })}>Remove the counter</MenuItem>
        </>
      )}
      {kind === 'conditions' && rule.state === undefined && (
        <MenuItem
          onSelect={() => onEdits({ op: 'set-counter', ...at, value: { counter: 'calls', window: 'hour' } })}
        >
          Count allowed calls
        </MenuItem>
      )}
      {kind === 'conditions' && rule.conditions.length > 0 && (
        <MenuItem onSelect={() => onEdits({ op: 'clear-conditions', ...at })}>Remove all conditions</MenuItem>
      )}
      <MenuLine />
      <MenuItem onSelect={() => onEdits({ op: 'remove-rule', ...at })}>Remove the rule</MenuItem>
    </Menu>
  )
}
