'use client'

import { Menu as Base } from '@base-ui/react/menu'
import Link from 'next/link'
import type { ReactElement, ReactNode } from 'react'
import { useLandmark } from './use-landmark'

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement
  children: ReactNode
  align?: 'start' | 'center' | 'end'
}

/** A menu of actions and links. Inside: `MenuItem`, `MenuLink`, `MenuChoice`, `MenuHeading`, `MenuLine`. */
export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  const [landmark, settle] = useLandmark()
  return (
    <Base.Root>
      <Base.Trigger render={trigger} ref={settle} />
      <Base.Portal {...(landmark === null ? {} : { container: landmark })}>
        <Base.Positioner className="pos" align={align} sideOffset={6}>
          <Base.Popup className="menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export function MenuItem({
  children,
  onSelect,
  disabled,
}: {
  children: ReactNode
  onSelect: () => void
  disabled?: boolean
}) {
  return (
    <Base.Item className="it" onClick={onSelect} disabled={disabled}>
      {children}
    </Base.Item>
  )
}

/** A link to a page of the console; `isShown` where it is one of several and the page shows this one. */
export function MenuLink({
  href,
  children,
  isShown,
}: {
  href: string
  children: ReactNode
  isShown?: boolean
}) {
  return (
    <Base.LinkItem
      className="it"
      closeOnClick
      aria-current={isShown === true ? 'true' : undefined}
      render={<Link href={href} prefetch={false} />}
    >
      {isShown !== undefined && <span className="tick">{isShown && '✓'}</span>}
      {children}
    </Base.LinkItem>
  )
}

/** One of several values; a group shares `value` and `onChange`. */
export function MenuChoices<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string
  value: Value
  choices: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
      <Base.GroupLabel className="hd">{label}</Base.GroupLabel>
      {choices.map((choice) => (
        <Base.RadioItem key={choice.value} value={choice.value} className="it" closeOnClick={false}>
          <span className="tick">
            <Base.RadioItemIndicator>✓</Base.RadioItemIndicator>
          </span>
          {choice.label}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  )
}

/** Something that is on or off. */
export function MenuSwitch({
  children,
  checked,
  onChange,
}: {
  children: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <Base.CheckboxItem
      className="it"
      checked={checked}
      onCheckedChange={(next) => onChange(next)}
      closeOnClick={false}
    >
      <span className="tick">
        <Base.CheckboxItemIndicator>✓</Base.CheckboxItemIndicator>
      </span>
      {children}
    </Base.CheckboxItem>
  )
}

export function MenuLine() {
  return <Base.Separator render={<hr />} />
}
