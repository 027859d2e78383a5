'use client'

import Link from 'next/link'
import { cloneElement, type ComponentProps, type ReactElement, type ReactNode, useState } from 'react'
import { fetchAhead } from './fetch-ahead'
import { fetchedLater } from './fetched-later'
import { useMenuParts } from './menu-parts'

// Fetched when it is opened first: no page waits for it.
const load = () => import('./live-menu')
const LiveMenu = fetchedLater('The menu', async () => (await load()).LiveMenu)
const AHEAD = fetchAhead(load)

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement<ComponentProps<'button'>>
  children: ReactNode
  align?: 'start' | 'center' | 'end'
}

/** A menu of actions and links. Inside: `MenuItem`, `MenuLink`, `MenuChoices`, `MenuSwitch`, `MenuLine`. */
export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  const [openedBy, setOpenedBy] = useState<'pointer' | 'ArrowDown' | 'ArrowUp' | null>(null)
  const [tries, setTries] = useState(0)
  const open = (by: 'pointer' | 'ArrowDown' | 'ArrowUp') => {
    setOpenedBy(by)
    setTries(tries + 1)
  }
  const button = cloneElement(trigger, {
    ...AHEAD,
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    // A key presses without a click of the pointer, and leads to the first item.
    onClick: ({ detail }) => open(detail === 0 ? 'ArrowDown' : 'pointer'),
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      event.preventDefault()
      open(event.key)
    },
  })
  if (openedBy === null) return button
  return (
    <LiveMenu
      // A press while it could not be fetched asks for it again.
      key={tries}
      {...{ trigger, align, openedBy }}
      waiting={cloneElement(button, { autoFocus: true })}
      onGiveUp={() => setOpenedBy(null)}
    >
      {children}
    </LiveMenu>
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
  const { Item } = useMenuParts()
  return (
    <Item className="it" onClick={onSelect} disabled={disabled}>
      {children}
    </Item>
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
  const { LinkItem } = useMenuParts()
  return (
    <LinkItem
      className="it"
      closeOnClick
      aria-current={isShown === true ? 'true' : undefined}
      render={<Link href={href} prefetch={false} />}
    >
      {isShown !== undefined && <span className="tick">{isShown && '✓'}</span>}
      {children}
    </LinkItem>
  )
}

/** A file of this site. */
export function MenuDownload({ href, children }: { href: string; children: ReactNode }) {
  const { LinkItem } = useMenuParts()
  return (
    <LinkItem className="it" closeOnClick href={href} download>
      {children}
    </LinkItem>
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
  const { RadioGroup, GroupLabel, RadioItem, RadioItemIndicator } = useMenuParts()
  return (
    <RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
      <GroupLabel className="hd">{label}</GroupLabel>
      {choices.map((choice) => (
        <RadioItem key={choice.value} value={choice.value} className="it" closeOnClick={false}>
          <span className="tick">
            <RadioItemIndicator>✓</RadioItemIndicator>
          </span>
          {choice.label}
        </RadioItem>
      ))}
    </RadioGroup>
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
  const { CheckboxItem, CheckboxItemIndicator } = useMenuParts()
  return (
    <CheckboxItem
      className="it"
      checked={checked}
      onCheckedChange={(next) => onChange(next)}
      closeOnClick={false}
    >
      <span className="tick">
        <CheckboxItemIndicator>✓</CheckboxItemIndicator>
      </span>
      {children}
    </CheckboxItem>
  )
}

export function MenuLine() {
  const { Separator } = useMenuParts()
  return <Separator render={<hr />} />
}
