'use client'

import { lazy, type ReactNode, Suspense, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { KnownTool } from '@/lib/fleet/tools/known-tools'
import type { FileReading, FileShape, TextProblem } from '../file-reading'
import type { OnEdits } from '../form-parts'
import { outlineGroups } from '../outline/outline-groups'
import { ToolList } from '../outline/tool-list'
import { FindBar } from './find-bar'
import { markLines } from './line-marks'
import { findRule, lineOfTool, toolAt } from './place-in-text'
import { RuleUnderCursor, StatusBar } from './status-bar'
import { TextPanel } from './text-panel'
import { useFind } from './use-find'
import type { Cursor } from './yaml-editor'

const AddToolDialog = lazy(async () => ({ default: (await import('../tool-dialogs')).AddToolDialog }))

interface TextViewProps {
  /** The files of the draft. */
  readonly tabs: ReactNode
  /** The exact text as it is typed. */
  readonly text: string
  /** Of this text or of an older one: it is read beside the page. */
  readonly reading: FileReading
  readonly base: FileShape | null
  /** Tools whose rules differ from what git has. */
  readonly edited: ReadonlySet<string>
  /** Exactly what git has; null for a new file. */
  readonly baseText: string | null
  readonly branch: string
  readonly isPolicy: boolean
  readonly seen: readonly SeenTool[]
  readonly offered: readonly KnownTool[]
  readonly showsBase: boolean
  readonly onShowsBase: (shows: boolean) => void
  readonly goTo: { readonly line: number } | null
  readonly onGoTo: (place: { readonly line: number }) => void
  readonly onCursor: (line: number) => void
  readonly onEdits: OnEdits
  readonly onFix: (problem: TextProblem) => void
  readonly onText: (text: string) => void
  readonly onUndo: () => void
  readonly onRedo: () => void
}

/** The file as text: its tools at the left, the code with what differs from git, and how it is written. */
export function TextView(props: TextViewProps) {
  const { tabs, text, reading, base, edited, baseText, branch, seen, offered } = props
  const { showsBase, onShowsBase, isPolicy } = props
  const [cursor, setCursor] = useState<Cursor | null>(null)
  // The key that is pressed is drawn first.
  const settled = useDeferredValue(text)
  const marks = useMemo(() => markLines(baseText ?? '', settled), [baseText, settled])
  const find = useFind(text)
  const under = cursor === null ? null : findRule(reading, base, cursor.line)
  const { onCursor, onGoTo, onEdits } = props
  const goToLine = useCallback((line: number) => onGoTo({ line }), [onGoTo])
  const outlined = cursor?.line ?? 1
  return (
    <>
      {isPolicy && (
        <Outline
          {...{ text, reading, base, edited, offered, seen, onEdits }}
          line={outlined}
          onLine={goToLine}
        />
      )}
      <section className="panel edp" aria-label="Policy as text">
        <div className="tabs">
          {tabs}
          <span className="grow" />
          <span className="keys hide-s">
            <span>
              <kbd>⌘F</kbd> find
            </span>
            <span>
              <kbd>⌘.</kbd> fix
            </span>
            <span>
              <kbd>F8</kbd> next problem
            </span>
          </span>
          {(showsBase || marks.earlier.length > 0) && (
            <Button
              size="small"
              variant="ghost"
              aria-pressed={showsBase}
              onClick={() => onShowsBase(!showsBase)}
            >
              {showsBase ? 'Hide' : 'Show'} {branch}’s lines
            </Button>
          )}
        </div>
        {find.isOpen && (
          <FindBar
            words={find.words}
            count={find.found.matches.length}
            current={find.found.current}
            asked={find.asked}
            onWords={find.setWords}
            onStep={find.step}
            onClose={() => {
              find.close()
              if (cursor !== null) onGoTo({ line: cursor.line })
            }}
          />
        )}
        <TextPanel
          label="YAML"
          text={text}
          reading={reading}
          marks={marks}
          showsBase={showsBase}
          facts={isPolicy ? { tools: [...(reading.policy?.tools.keys() ?? [])], seen, offered } : null}
          ruleAt={(line) => findRule(reading, base, line)}
          found={find.found}
          goTo={props.goTo}
          onCursor={(next) => {
            setCursor(next)
            onCursor(next.line)
          }}
          onText={props.onText}
          onFix={props.onFix}
          onUndo={props.onUndo}
          onRedo={props.onRedo}
        />
        {isPolicy && <RuleUnderCursor under={under} />}
        <StatusBar text={settled} marks={marks} cursor={cursor} isNew={baseText === null} />
      </section>
    </>
  )
}

interface OutlineProps extends Pick<
  TextViewProps,
  'text' | 'reading' | 'base' | 'edited' | 'offered' | 'seen' | 'onEdits'
> {
  readonly line: number
  readonly onLine: (line: number) => void
}

/** The tools of the text; while it cannot be read, those that it had when it last could. */
function Outline({ text, reading, base, edited, offered, seen, onEdits, line, onLine }: OutlineProps) {
  const [held, setHeld] = useState(reading)
  if (reading.policy !== null && held !== reading) setHeld(reading)
  const [isAdding, setAdding] = useState(false)
  const outline = reading.policy !== null ? reading : held.policy !== null ? held : base
  const policy = outline?.policy ?? null
  const groups = useMemo(
    () =>
      outline === null || outline.policy === null
        ? []
        : outlineGroups(outline.tools, outline.policy, offered),
    [outline, offered],
  )
  const choose = useCallback(
    (name: string | null) => onLine(name === null ? 1 : lineOfTool(reading, name, text)),
    [onLine, reading, text],
  )
  const add = useCallback(() => setAdding(true), [])
  if (outline === null || policy === null) return <div className="tl" />
  return (
    <>
      <ToolList
        groups={groups}
        hasEvery={policy.tools.has('*')}
        unlisted={policy.default === 'deny' ? 'deny' : 'allow'}
        chosen={toolAt(reading, policy.tools.keys(), line)}
        edited={edited}
        onChoose={choose}
        onAdd={reading.policy === null ? null : add}
      />
      <Suspense fallback={null}>
        {isAdding && reading.policy !== null && (
          <AddToolDialog
            policy={reading.policy}
            seen={seen}
            offered={offered}
            onEdits={onEdits}
            onDone={() => setAdding(false)}
          />
        )}
      </Suspense>
    </>
  )
}
