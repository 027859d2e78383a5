import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './icon'

interface Look {
  /** `primary` at most once per page. */
  variant?: 'primary' | 'outline' | 'ghost' | 'danger'
  size?: 'normal' | 'small'
}

const VARIANTS = { primary: 'p', outline: '', ghost: 'ghost', danger: 'danger' } as const

/** The class of a button, for elements that are drawn as one. */
export function buttonClass({ variant = 'outline', size = 'normal' }: Look = {}, extra = ''): string {
  return ['btn', VARIANTS[variant], size === 'small' ? 'sm' : '', extra].filter(Boolean).join(' ')
}

/** A button. A disabled one says why in its own label ("Fix 1 error to submit"). */
export function Button({ variant, size, className, ...rest }: ComponentProps<'button'> & Look) {
  return <button type="button" {...rest} className={buttonClass({ variant, size }, className)} />
}

/** A link inside the console drawn as a button. */
export function LinkButton({ variant, size, className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link prefetch={false} {...rest} className={buttonClass({ variant, size }, className)} />
}

/** A link to the forge, drawn as a button. */
export function ExternalButton({
  href,
  children,
  variant,
  size,
}: Look & { href: string; children: ReactNode }) {
  return (
    <a className={buttonClass({ variant, size })} href={href} rel="noreferrer" data-forge>
      {children} <Icon name="external" />
    </a>
  )
}
