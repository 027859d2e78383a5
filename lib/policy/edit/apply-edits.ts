import { buildWrittenPolicy } from '../build-policy'
import { loadDocument, type LoadedPolicy } from '../parse-policy'
import type { Policy, Rule } from '../policy'
import { applyToPolicy, placeOf } from './apply-to-policy'
import { editConditionText } from './condition-edit-text'
import { loadEditableDocument, positionOf } from './editable-text'
import { EditFailure } from './edit-failure'
import type { Edit, EditRefusal, EditResult } from './edits'
import { setText } from './field-edits'
import { editFileText, editToolText } from './file-edit-text'
import { HeldTexts } from './held-texts'
import { PolicyEditor } from './policy-editor'
import { editRuleText } from './rule-edit-text'
import { samePolicy } from './same-policy'
import { invertSplices } from './splice'

/**
 * Makes edits to the text of a policy file, all or none. Only what the edits name is touched; every other byte stays. After each edit
 * the text is read again, and what it then says must be what `applyToPolicy` makes of the policy: whatever is doubtful is refused.
 * Never throws.
 *
 * @param text the decoded file, byte order mark included
 * @param held texts that need not be read again; the new one is put to them
 */
export function applyEdits(text: string, edits: readonly Edit[], held = new HeldTexts()): EditResult {
  const tooMany = refuseTooMany(text, edits.length)
  if (tooMany !== null) return tooMany
  let loaded: LoadedPolicy
  try {
    loaded = held.load(text)
  } catch (error) {
    return refuse(text, error, -1, null)
  }
  const editor = new PolicyEditor(loaded.document)
  for (const [index, edit] of edits.entries()) {
    const before = editor.source.text
    try {
      loaded = makeEdit(editor, loaded, edit)
    } catch (error) {
      return refuse(before, relocate(error, editor, before, edit), index, loaded)
    }
  }
  held.keep(loaded)
  const splices = editor.history.total()
  return { kind: 'edited', text: editor.source.text, splices, undo: invertSplices(text, splices) }
}

/** The text is read again after each edit, so that edits times characters is the work: this is some seconds of it. */
const MOST_CHARACTERS = 32 * 1024 * 1024
/** Reading a short text is work too. */
const LEAST_CHARACTERS = 2048
const TOO_MANY =
  'Too many edits were made to this file in the form. Go on in the text, or submit what is there first.'

/** So that what takes its edits one by one stops where making them together does; null while they are few enough. */
export function refuseTooMany(text: string, edits: number): EditRefusal | null {
  const isTooMuch = edits * (text.length + LEAST_CHARACTERS) > MOST_CHARACTERS
  return isTooMuch ? refuse(text, new EditFailure('too-many', TOO_MANY), -1, null) : null
}

function makeEdit(editor: PolicyEditor, loaded: LoadedPolicy, edit: Edit): LoadedPolicy {
  editor.begin()
  const policy = writtenPolicy(loaded)
  const intent = applyToPolicy(policy, edit)
  if (!intent.ok) throw new EditFailure(intent.code, intent.reason, intent.path)
  editText(editor, edit, policy)
  followCounters(editor, edit, intent.policy)
  const after = loadEditableDocument(editor.source.document)
  if (samePolicy(after.policy, intent.policy)) return after
  const reason = 'What the file would say after this is not what was asked for. Edit the text.'
  throw new EditFailure('not-sure', reason, placeOf(edit))
}

/** A text that is held for the edits to come is not built again. */
const writtenPolicies = new WeakMap<LoadedPolicy, Policy>()

function writtenPolicy(loaded: LoadedPolicy): Policy {
  const policy = writtenPolicies.get(loaded) ?? buildWrittenPolicy(loaded.positions.config)
  writtenPolicies.set(loaded, policy)
  return policy
}

function editText(editor: PolicyEditor, edit: Edit, written: Policy): void {
  switch (edit.op) {
    case 'create-file':
    case 'set-default':
    case 'unset-default':
    case 'set-description':
    case 'unset-description':
    case 'add-hide':
    case 'remove-hide':
    case 'set-hide':
      editFileText(editor, edit)
      return
    case 'add-tool':
    case 'remove-tool':
    case 'rename-tool':
      editToolText(editor, edit)
      return
    case 'add-condition':
    case 'clear-conditions':
    case 'remove-condition':
    case 'move-condition':
    case 'set-condition-path':
    case 'set-condition-op':
    case 'set-condition-value':
      editConditionText(editor, edit)
      return
    default: {
      const rule = 'rule' in edit ? written.tools.get(edit.tool)?.rules[edit.rule] : undefined
      editRuleText(editor, edit, rule)
    }
  }
}

/** The edits that give a counter another name or home. */
const MOVES_COUNTERS: ReadonlySet<Edit['op']> = new Set([
  'rename-tool',
  'move-rule',
  'duplicate-rule',
  'set-counter',
])

/** Rewrites the paths of conditions that name a counter by its old name. */
function followCounters(editor: PolicyEditor, edit: Edit, intent: Policy): void {
  if (!MOVES_COUNTERS.has(edit.op)) return
  const actual = loadDocument(editor.source.document)
  if (!actual.ok) return
  for (const [tool, { rules }] of intent.tools) {
    rules.forEach((wanted, rule) => {
      const held = actual.policy.tools.get(tool)?.rules[rule]
      if (held !== undefined) followCounter(editor, { tool, rule }, held, wanted)
    })
  }
}

function followCounter(
  editor: PolicyEditor,
  address: { readonly tool: string; readonly rule: number },
  held: Rule,
  wanted: Rule,
): void {
  if (held.expandedFrom !== undefined) return
  wanted.conditions.forEach(({ path }, condition) => {
    const old = held.conditions[condition]?.path
    if (old === undefined || old === path) return
    setText(editor, editor.condition({ ...address, condition }).node, 'path', path)
  })
}

/** An edit is made in steps; what fails in a later one is placed where the edit stands. */
function relocate(error: unknown, editor: PolicyEditor, before: string, edit: Edit): unknown {
  if (!(error instanceof EditFailure) || editor.source.text === before) return error
  return new EditFailure(error.code === 'unloadable' ? 'not-sure' : error.code, error.message, placeOf(edit))
}

function refuse(text: string, error: unknown, edit: number, loaded: LoadedPolicy | null): EditRefusal {
  if (!(error instanceof EditFailure)) throw error
  const position = positionOf(text, error, loaded)
  return { kind: 'refused', code: error.code, reason: error.message, position, edit }
}
