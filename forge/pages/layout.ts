import type { AccountRow } from '@/forge/state/records'
import { markup, type Markup } from './markup'

export interface Page {
  readonly title: string
  readonly content: Markup
  readonly account: AccountRow | null
  readonly csrf: string
}

/** The frame of every page: skip link, header with who is signed in, one main region. */
export function layout({ title, content, account, csrf }: Page): string {
  const session =
    account === null
      ? markup`<a href="/login">Sign in</a>`
      : markup`<span>Signed in as <strong>${account.login}</strong></span>
          <a href="/login">Switch account</a>
          <form method="post" action="/logout"><input type="hidden" name="csrf" value="${csrf}"><button>Sign out</button></form>`
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Forge</title>
<link rel="stylesheet" href="/_style.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><a class="brand" href="/">Local forge</a><nav aria-label="Account">${session}</nav></header>
<main id="main">
${content}
</main>
</body>
</html>
`.text
}

export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --muted: light-dark(#57606a, #9ea7b3);
  --surface: light-dark(#f6f8fa, #161b22); --link: light-dark(#0550ae, #79c0ff); --ink: light-dark(#1f2328, #e6edf3);
  --ground: light-dark(#ffffff, #0d1117); --added: light-dark(#dafbe1, #12301d); --removed: light-dark(#ffebe9, #3c1618); }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground) }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; justify-content: space-between;
  padding: 10px 20px; border-bottom: 1px solid var(--line); background: var(--surface) }
header nav { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center }
header form { margin: 0 }
.brand { font-weight: 600; text-decoration: none; color: inherit }
.skip { position: absolute; left: -999px } .skip:focus { left: 8px; top: 8px; background: var(--ground); padding: 8px }
main { max-width: 1000px; margin: 0 auto; padding: 20px }
a { color: var(--link) }
h1 { font-size: 22px; overflow-wrap: anywhere } h2 { font-size: 17px; margin-top: 28px }
button { font: inherit; padding: 5px 14px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface);
  color: var(--ink); cursor: pointer }
button:disabled { cursor: not-allowed; color: var(--muted) }
button.primary { background: light-dark(#1a7f37, #238636); border-color: transparent; color: #fff }
button.account { display: block; width: 100%; text-align: left; margin: 6px 0; padding: 10px 14px }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: 5px 10px; border-top: 1px solid var(--line) }
td { overflow-wrap: anywhere } th { color: var(--muted); font-weight: 500 }
pre { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; margin: 0 0 16px; padding: 8px 0;
  font: 13px/1.5 ui-monospace, monospace } pre span { display: block; padding: 0 12px; white-space: pre }
pre .added { background: var(--added) } pre .removed { background: var(--removed) } pre .hunk { color: var(--muted) }
.muted { color: var(--muted) } .text { white-space: pre-wrap; overflow-wrap: anywhere }
.state { display: inline-block; padding: 1px 10px; border: 1px solid var(--line); border-radius: 12px }
.refusal { border: 1px solid light-dark(#cf222e, #f85149); border-radius: 6px; padding: 8px 14px }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 8px 0 }
textarea { width: 100%; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; padding: 8px }
label { display: block; margin-bottom: 4px }
`
