import { SentenceText } from '@/components/policy/sentence-text'
import { Button } from '@/components/ui/button'
import { describeRule } from '@/lib/policy/describe/describe-rule'
import type { Edit } from '@/lib/policy/edit/edits'
import type { Rule } from '@/lib/policy/policy'

interface RuleCardProps {
  readonly tool: string
  readonly index: number
  readonly rule: Rule
  readonly onEdit: (edit: Edit) => void
}

/** One rule in plain words, with what can be changed of it. */
export function RuleCard({ tool, index, rule, onEdit }: RuleCardProps) {
  const reading = describeRule(rule, tool)
  const at = { tool, rule: index, named: rule.name }
  return (
    <li className="rulec">
      <div className="row wrap" style={{ justifyContent: 'space-between' }}>
        <b className="b mono">{rule.name === '' ? '(no name)' : rule.name}</b>
        <span className="row" style={{ gap: 4 }}>
          {index > 0 && (
            <Button
              size="small"
              variant="ghost"
              onClick={() => onEdit({ op: 'move-rule', ...at, at: index - 1 })}
            >
              Move up
            </Button>
          )}
          <Button size="small" variant="ghost" onClick={() => onEdit({ op: 'remove-rule', ...at })}>
            Remove {rule.name}
          </Button>
        </span>
      </div>
      <p className="mid">
        <SentenceText sentence={reading.sentence} />
      </p>
      <label className="fld">
        <span className="s">Message to the agent</span>
        <input
          className="in"
          defaultValue={rule.onDeny}
          key={rule.onDeny}
          placeholder={`Denied by rule "${rule.name}"`}
          onBlur={({ target: { value } }) => {
            if (value !== rule.onDeny)
              onEdit(value === '' ? { op: 'unset-message', ...at } : { op: 'set-message', ...at, value })
          }}
        />
      </label>
    </li>
  )
}
