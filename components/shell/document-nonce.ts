/**
 * What the browser lets style elements in by is the nonce that the document came with. A page that came by a link inside the console, or was
 * drawn anew, is still in that document, while its answer has a nonce of its own. Null for a document without one. In the browser only.
 */
export function documentNonce(): string | null {
  // Browsers hide the value from selectors and attributes, not from the property.
  const carrier = document.querySelector<HTMLElement>('script[nonce], style[nonce]')
  return carrier === null || carrier.nonce === undefined || carrier.nonce === '' ? null : carrier.nonce
}
