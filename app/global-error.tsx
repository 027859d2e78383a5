'use client'

/** The frame itself failed, so nothing of it can be used here, not even the style sheets. */
export default function EverythingFailed({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>Lockstep could not make this page</h1>
          <p>
            Proxies keep enforcing what they have. Reload; if it happens again, tell whoever runs Lockstep.
          </p>
          {error.digest !== undefined && <p>Error {error.digest}: it is in the log.</p>}
        </main>
      </body>
    </html>
  )
}
