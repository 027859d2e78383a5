'use client'

import { useEffect, useState } from 'react'
import { PanelLoading } from '@/components/ui/panel'
import { shownText, writeBack } from './exact-text'
import type { YamlEditor, YamlEditorProps } from './yaml-editor'

/** The file as text. The editor is fetched when it is first wanted; when that fails, a plain text area does the same. */
export function TextPanel(props: YamlEditorProps) {
  const [editor, setEditor] = useState<{ readonly Editor: typeof YamlEditor } | 'failed' | null>(null)
  useEffect(() => {
    let gone = false
    import('./yaml-editor').then(
      (loaded) => !gone && setEditor({ Editor: loaded.YamlEditor }),
      () => !gone && setEditor('failed'),
    )
    return () => {
      gone = true
    }
  }, [])
  return (
    <div className="cmw">
      {editor === null && <PanelLoading rows={12} label="Loading the text editor" />}
      {editor === 'failed' && <PlainText {...props} />}
      {editor !== null && editor !== 'failed' && <editor.Editor {...props} />}
    </div>
  )
}

function PlainText({ label, text, onText }: YamlEditorProps) {
  return (
    <textarea
      className="in mono"
      style={{ width: '100%', height: '100%', minHeight: 420, border: 0 }}
      aria-label={label}
      spellCheck={false}
      value={shownText(text)}
      onChange={({ target }) => onText(writeBack(text, target.value))}
    />
  )
}
