import Link from 'next/link'
import { createElement, Fragment, type ReactElement, type ReactNode } from 'react'
import { headingIds, type OutlineEntry } from './outline'
import type { Inline } from './parse-inline'
import type { Block, ListBlock } from './parse-markdown'
import type { TableBlock } from './parse-table'
import { pictureOf } from './pictures'
import type { LinkTarget } from './resolve-link'

interface MarkdownProps {
  blocks: readonly Block[]
  /** Decides where an address leads; what it does not know is shown as text. */
  resolve: (href: string) => LinkTarget
}

interface Drawing {
  readonly resolve: MarkdownProps['resolve']
  readonly ids: ReadonlyMap<Block, OutlineEntry>
}

/** A page's text. Made of elements only: HTML in the text is shown, never run. */
export function Markdown({ blocks, resolve }: MarkdownProps) {
  return <div className="doc">{drawBlocks(blocks, { resolve, ids: headingIds(blocks) })}</div>
}

/** Running text alone, as in a list of pages: links are words there. */
export function MarkdownLine({ inlines }: { inlines: readonly Inline[] }) {
  return <>{drawInlines(inlines, () => ({ kind: 'none' }))}</>
}

function drawBlocks(blocks: readonly Block[], drawing: Drawing): ReactNode {
  return each(blocks, (block) => drawBlock(block, drawing))
}

function drawBlock(block: Block, drawing: Drawing): ReactElement {
  switch (block.kind) {
    case 'heading': {
      const Heading = block.level <= 2 ? 'h2' : block.level === 3 ? 'h3' : 'h4'
      return <Heading id={drawing.ids.get(block)?.id}>{drawInlines(block.inlines, drawing.resolve)}</Heading>
    }
    case 'paragraph':
      return <p>{drawInlines(block.inlines, drawing.resolve)}</p>
    case 'code':
      return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- whoever has no mouse scrolls long lines by keys
        <pre className="cmd" tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'quote':
      return <blockquote>{drawBlocks(block.blocks, drawing)}</blockquote>
    case 'rule':
      return <hr />
    case 'picture':
      return <Picture src={block.src} alt={block.alt} />
    case 'list':
      return drawList(block, drawing)
    default:
      return drawTable(block, drawing.resolve)
  }
}

/** What it shows is said by the text around it and by its name, which is all that stays of an unknown one. */
function Picture({ src, alt }: { src: string; alt: string }): ReactElement {
  const picture = pictureOf(src)
  if (picture === undefined) return <p>{alt}</p>
  // oxlint-disable-next-line nextjs/no-img-element -- a file of the build: nothing would make it smaller than it is
  return <img src={picture.src} width={picture.width} height={picture.height} alt={alt} loading="lazy" />
}

function drawList({ start, items }: ListBlock, drawing: Drawing): ReactElement {
  const rows = each(items, (item) => <li>{drawItem(item, drawing)}</li>)
  return start === undefined ? <ul>{rows}</ul> : <ol start={start}>{rows}</ol>
}

/** The first paragraph of an item stands on the line of its mark. */
function drawItem(item: readonly Block[], drawing: Drawing): ReactNode {
  const [first, ...rest] = item
  if (first?.kind !== 'paragraph') return drawBlocks(item, drawing)
  return (
    <>
      {drawInlines(first.inlines, drawing.resolve)}
      {drawBlocks(rest, drawing)}
    </>
  )
}

function drawTable({ head, rows }: TableBlock, resolve: Drawing['resolve']): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- whoever has no mouse scrolls a wide table by keys
    <div className="doctable" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>
            {each(head, (cell) => (
              <th scope="col">{drawInlines(cell, resolve)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {each(rows, (row) => (
            <tr>
              {each(row, (cell) => (
                <td>{drawInlines(cell, resolve)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A page never changes in place: its parts are children by position and need no keys. */
function each<T>(all: readonly T[], draw: (one: T) => ReactNode): ReactNode {
  return createElement(Fragment, null, ...all.map((one) => draw(one)))
}

function drawInlines(inlines: readonly Inline[], resolve: Drawing['resolve']): ReactNode {
  return each(inlines, (inline) => drawInline(inline, resolve))
}

function drawInline(inline: Inline, resolve: Drawing['resolve']): ReactElement {
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>
    case 'code':
      return <code>{inline.text}</code>
    case 'strong':
      return <strong>{drawInlines(inline.children, resolve)}</strong>
    case 'emphasis':
      return <em>{drawInlines(inline.children, resolve)}</em>
    default:
      return drawLink(
        resolve(inline.href),
        drawInlines(inline.children, () => ({ kind: 'none' })),
      )
  }
}

function drawLink(target: LinkTarget, words: ReactNode): ReactElement {
  if (target.kind === 'none') return <>{words}</>
  if (target.kind === 'page')
    return (
      <Link href={target.href} prefetch={false}>
        {words}
      </Link>
    )
  return (
    <a href={target.href} rel="noreferrer">
      {words}
    </a>
  )
}
