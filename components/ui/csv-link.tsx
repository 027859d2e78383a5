/** The rows of a panel, all of them, as a file. `of` tells those who hear it which of the page's files it is. */
export function CsvLink({ href, of }: { readonly href: string; readonly of: string }) {
  return (
    <a href={href} download>
      CSV<span className="sr"> of {of}</span>
    </a>
  )
}
