import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/top-bar.css'
import './styles/page.css'
import './styles/controls.css'
import './styles/tables.css'
import './styles/tests.css'
import './styles/code.css'
import './styles/rail.css'
import './styles/floating.css'
import './styles/states.css'
import './styles/policies.css'
import './styles/owners.css'
import './styles/step-chart.css'
import './styles/overview.css'
import './styles/fleet.css'
import './styles/rollout.css'
import './styles/then.css'
import './styles/connect.css'
import './styles/settings.css'
import './styles/decisions.css'
import './styles/editor.css'
import './styles/docs.css'
import './styles/compare.css'
import './styles/narrow.css'
import './styles/work.css'
import './styles/changes.css'
import './styles/sheet.css'
import './styles/phone.css'
import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { documentAttributes, parsePreferences } from '@/components/shell/preferences'

// `optional`: a face that is late is for the next page, for a swap would move this one. Its stand-ins are in styles/fonts.css.
const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
  display: 'optional',
  adjustFontFallback: false,
})

const jetBrainsMono = localFont({
  src: '../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
  variable: '--font-jetbrains-mono',
  weight: '100 800',
  display: 'optional',
  adjustFontFallback: false,
})

export const metadata: Metadata = {
  title: { default: 'Lockstep', template: '%s · Lockstep' },
  description: 'Keeps the policies of AI-agent proxies in lockstep with git',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

/** What a browser prefers comes from cookies, so that the first byte already has it and nothing flashes. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies()
  const preferences = parsePreferences((name) => jar.get(name)?.value)
  return (
    <html
      lang="en"
      className={`${inter.variable} ${jetBrainsMono.variable}`}
      {...documentAttributes(preferences)}
    >
      <body>{children}</body>
    </html>
  )
}
