/** A page that stands in for one that cannot be made: without the frame, the program and the styles of the console. */
export interface PlainPage {
  readonly status: number
  readonly title: string
  readonly text: string
  /** Asks for the page again as soon as Lockstep is ready, and says in `Retry-After` when that may be. */
  readonly retryS?: number
}

interface Look {
  readonly nonce: string
  /** What the person chose; otherwise that of the system. */
  readonly theme: 'light' | 'dark' | null
  readonly readyAddress: string
}

/** The colours and measures of app/styles, as much of them as this page needs. */
const STYLE = `
:root { color-scheme: light dark }
[data-theme='light'] { color-scheme: light }
[data-theme='dark'] { color-scheme: dark }
body { margin: 0; font: 13px/20px Inter, system-ui, sans-serif; background: light-dark(#f6f6f3, #0e1012); color: light-dark(#17191c, #eceef0) }
main { min-height: 100vh; display: flex; align-items: center; justify-content: center; padding: 24px; box-sizing: border-box }
div { width: min(380px, 100%); box-sizing: border-box; padding: 32px; border: 1px solid light-dark(#e4e4df, #262a2f); border-radius: 10px; background: light-dark(#ffffff, #15181b) }
b { display: flex; align-items: center; gap: 8px; margin-bottom: 28px; font-size: 17px; font-weight: 600 }
h1 { margin: 0; font-size: 20px; line-height: 28px; font-weight: 600 }
p { margin: 6px 0 20px; color: light-dark(#464b51, #b5bbc2) }
a { display: flex; align-items: center; justify-content: center; height: 38px; border-radius: 6px; font-weight: 500; text-decoration: none; background: light-dark(#17191c, #eceef0); color: light-dark(#ffffff, #0e1012) }
a:focus-visible { outline: 2px solid light-dark(#1d4f91, #93baf6); outline-offset: 2px }`

const MARK = `<svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true"><path d="M2 12.5h5v-5h5v-5h5.5" stroke="currentColor" stroke-width="2"/><path d="M2.5 17.5H12v-5h5v-5h1" stroke="currentColor" stroke-width="2" opacity=".45"/></svg>`

/** Titles and texts are ours: nothing in them has to be escaped. */
export function plainPage({ status, title, text, retryS }: PlainPage, look: Look): Response {
  const theme = look.theme === null ? '' : ` data-theme="${look.theme}"`
  const link = retryS === undefined ? '<a href="/">Go to the overview</a>' : '<a href="">Try again</a>'
  const script =
    retryS === undefined ? '' : `<script nonce="${look.nonce}">${whenReady(retryS, look)}</script>`
  const body = `<!doctype html>
<html lang="en"${theme}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Lockstep</title>
<style nonce="${look.nonce}">${STYLE}</style></head>
<body><main id="main"><div><b>${MARK}Lockstep</b><h1>${title}</h1><p>${text}</p>${link}</div></main>${script}</body>
</html>
`
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  if (retryS !== undefined) headers.set('retry-after', String(retryS))
  return new Response(body, { status, headers })
}

/** Not all who wait at the same moment: those who come back would make it busy again. */
function whenReady(seconds: number, { readyAddress }: Look): string {
  return `
const look = async () => {
  const answer = await fetch(${JSON.stringify(readyAddress)}, { cache: 'no-store' }).catch(() => null)
  if (answer?.ok) location.reload()
  else wait()
}
const wait = () => setTimeout(look, ${seconds * 1000} * (0.5 + Math.random()))
wait()
`
}
