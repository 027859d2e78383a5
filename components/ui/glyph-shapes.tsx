import type { ReactNode } from 'react'

/** One silhouette per meaning, so that colour is never alone (design: colour and glyphs). 14 by 14, `currentColor`. */
interface GlyphShape {
  /** The class that colours it. */
  tone: string
  /** Its word, read aloud and shown beside it. */
  word: string
  shape: ReactNode
}

const line = { stroke: 'currentColor', strokeWidth: 1.4 }
const cut = { stroke: 'var(--glyph-cut, var(--surface))' }

export const GLYPHS = {
  'in-sync': {
    tone: 'sync',
    word: 'In sync',
    shape: (
      <>
        <circle cx="7" cy="7" r="6" fill="currentColor" />
        <path d="M4.4 5.6h5.2M4.4 8.4h5.2" {...cut} strokeWidth="1.4" />
      </>
    ),
  },
  'rolling-out': {
    tone: 'pending',
    word: 'Rolling out',
    shape: (
      <>
        <circle cx="7" cy="7" r="5.3" {...line} />
        <path d="M7 1.7a5.3 5.3 0 0 1 0 10.6z" fill="currentColor" />
      </>
    ),
  },
  'not-delivered': {
    tone: 'drift',
    word: 'Not delivered',
    shape: <path d="M7 12.4 1.3 2.2h11.4z" {...line} strokeLinejoin="round" />,
  },
  'did-not-reload': {
    tone: 'drift',
    word: 'Did not reload',
    shape: (
      <>
        <path d="M7 1.4 13 12.4H1z" fill="currentColor" />
        <path d="M7 5.2v3.4M7 10v1.2" {...cut} strokeWidth="1.4" />
      </>
    ),
  },
  rejected: {
    tone: 'deny',
    word: 'Rejected',
    shape: (
      <>
        <rect x="1.2" y="1.2" width="11.6" height="11.6" rx="1.5" fill="currentColor" />
        <path d="m4.6 4.6 4.8 4.8m0-4.8L4.6 9.4" {...cut} strokeWidth="1.5" />
      </>
    ),
  },
  'edited-outside-git': {
    tone: 'drift',
    word: 'Edited outside git',
    shape: (
      <>
        <path d="M7 .6 13.4 7 7 13.4.6 7z" fill="currentColor" />
        <path d="M4.6 5.9h4.8M4.6 8.1h4.8M8.3 4.3 5.7 9.7" {...cut} strokeWidth="1.1" />
      </>
    ),
  },
  'not-on-main': {
    tone: 'drift',
    word: 'Not on main',
    shape: <path d="M7 .9 13.1 7 7 13.1.9 7z" {...line} />,
  },
  'tools-changed': {
    tone: 'drift',
    word: 'tools changed',
    shape: <path d="M2 5h10M2 9h10M9.4 2 4.6 12" {...line} strokeWidth="1.6" />,
  },
  unverified: {
    tone: 'unver',
    word: 'Unverified',
    shape: (
      <>
        <circle cx="7" cy="7" r="5.6" {...line} strokeDasharray="2.2 1.9" />
        <path d="M5.4 5.6a1.6 1.6 0 1 1 2.3 1.5c-.5.2-.7.5-.7 1M7 9.6v.9" {...line} strokeWidth="1.2" />
      </>
    ),
  },
  'not-running': {
    tone: 'mid',
    word: 'Not running',
    shape: (
      <path d="M8.9 1.5a5.7 5.7 0 1 0 3.7 7.9A4.9 4.9 0 0 1 8.9 1.5z" {...line} strokeLinejoin="round" />
    ),
  },
  offline: {
    tone: 'off',
    word: 'Offline',
    shape: (
      <>
        <circle cx="7" cy="7" r="5.3" {...line} />
        <path d="m2.6 11.4 8.8-8.8" {...line} />
      </>
    ),
  },
  pinned: {
    tone: 'pending',
    word: 'Pinned',
    shape: (
      <>
        <rect x="1.7" y="1.7" width="10.6" height="10.6" rx="1.5" {...line} />
        <path d="M5.4 4.6v4.8M8.6 4.6v4.8" {...line} />
      </>
    ),
  },
  allowed: {
    tone: 'allow',
    word: 'allowed',
    shape: <circle cx="7" cy="7" r="3" {...line} strokeWidth="1.5" />,
  },
  conditions: {
    tone: 'allow',
    word: 'conditions',
    shape: (
      <>
        <circle cx="7" cy="7" r="4.6" {...line} />
        <path d="M7 2.4a4.6 4.6 0 0 0 0 9.2z" fill="currentColor" />
      </>
    ),
  },
  limit: {
    tone: 'pending',
    word: 'limit',
    shape: (
      <>
        <path d="M2.2 10.6a5.4 5.4 0 1 1 9.6 0" {...line} strokeWidth="1.5" />
        <path d="M7 8.4 9.6 5.2" {...line} strokeWidth="1.5" />
      </>
    ),
  },
  denied: {
    tone: 'deny',
    word: 'denied',
    shape: (
      <>
        <rect x="2.5" y="2.5" width="9" height="9" rx="1" fill="currentColor" />
        <path d="M4.5 7h5" {...cut} strokeWidth="1.6" />
      </>
    ),
  },
  hidden: {
    tone: 'off',
    word: 'hidden',
    shape: (
      <>
        <path
          d="M1.2 7S3.2 3.4 7 3.4 12.8 7 12.8 7 10.8 10.6 7 10.6 1.2 7 1.2 7z"
          {...line}
          strokeWidth="1.2"
        />
        <path d="m2.4 12 9.2-10" {...line} />
      </>
    ),
  },
  loosens: {
    tone: 'drift',
    word: 'loosens',
    shape: <path d="M5.2 3 1.4 7l3.8 4M8.8 3l3.8 4-3.8 4" {...line} strokeWidth="1.6" />,
  },
  tightens: {
    tone: 'allow',
    word: 'tightens',
    shape: <path d="M1.6 3 5.4 7l-3.8 4M12.4 3 8.6 7l3.8 4" {...line} strokeWidth="1.6" />,
  },
  emergency: {
    tone: 'deny',
    word: 'emergency',
    shape: (
      <>
        <path d="M4.3 1h5.4L13 4.3v5.4L9.7 13H4.3L1 9.7V4.3z" fill="currentColor" />
        <path d="M7 4v3.6M7 9.2v1.2" {...cut} strokeWidth="1.5" />
      </>
    ),
  },
  passed: {
    tone: 'allow',
    word: 'passed',
    shape: <path d="m2.4 7.4 3 3 6.2-6.8" {...line} strokeWidth="1.7" />,
  },
  failed: {
    tone: 'deny',
    word: 'failed',
    shape: <path d="m3 3 8 8m0-8-8 8" {...line} strokeWidth="1.7" />,
  },
  waiting: {
    tone: 'pending',
    word: 'waiting',
    shape: (
      <>
        <circle cx="7" cy="7" r="5.2" {...line} />
        <path d="M7 4v3.2l2 1.3" {...line} strokeWidth="1.3" />
      </>
    ),
  },
  note: {
    tone: 'mid',
    word: 'note',
    shape: (
      <>
        <circle cx="7" cy="7" r="5.6" {...line} strokeWidth="1.3" />
        <path d="M7 6.4v3.4M7 4.2v.9" {...line} />
      </>
    ),
  },
  open: {
    tone: 'mid',
    word: 'open',
    shape: (
      <>
        <circle cx="3.4" cy="3.2" r="1.7" {...line} strokeWidth="1.3" />
        <circle cx="3.4" cy="10.8" r="1.7" {...line} strokeWidth="1.3" />
        <circle cx="10.6" cy="10.8" r="1.7" {...line} strokeWidth="1.3" />
        <path d="M3.4 4.9v4.2M10.6 9.1V5.4c0-1.2-.7-1.8-1.8-1.8H7.2" {...line} strokeWidth="1.3" />
      </>
    ),
  },
  merged: {
    tone: 'mid',
    word: 'merged',
    shape: (
      <>
        <circle cx="3.4" cy="3.2" r="1.7" fill="currentColor" />
        <circle cx="3.4" cy="10.8" r="1.7" fill="currentColor" />
        <circle cx="10.6" cy="7.4" r="1.7" fill="currentColor" />
        <path d="M3.4 4.9v4.2M3.6 4.8c.6 1.8 2.4 2.6 5.3 2.6" {...line} strokeWidth="1.3" />
      </>
    ),
  },
  draft: {
    tone: 'dim',
    word: 'draft',
    shape: <circle cx="7" cy="7" r="5.2" {...line} strokeDasharray="1.6 2" />,
  },
  none: {
    tone: 'dim',
    word: 'none',
    shape: <path d="M2.6 7h8.8" {...line} strokeWidth="1.7" />,
  },
  missed: {
    tone: 'drift',
    word: 'missed',
    shape: (
      <>
        <circle cx="7" cy="7" r="5.2" {...line} strokeWidth="1.5" />
        <path d="m3.4 10.6 7.2-7.2" {...line} strokeWidth="1.5" />
      </>
    ),
  },
  spike: {
    tone: 'deny',
    word: 'spike',
    shape: <path d="M1 11h3l1.6-3L7.4 1.6 9 11h4" {...line} strokeLinejoin="round" />,
  },
} as const satisfies Record<string, GlyphShape>

export type GlyphName = keyof typeof GLYPHS
