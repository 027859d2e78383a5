import { createHash } from 'node:crypto'

/** How bytes on a host may differ from those in git without anybody having edited them. */
export type ContentForm = 'exact' | 'lf' | 'no-bom' | 'lf-no-bom'

/** The id that git gives exactly these bytes: sha-1 of `blob ‹length› NUL ‹bytes›`, 40 hex. */
export function blobSha(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex')
}

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * The bytes as they are, and as they would be without what a checkout or a copy adds: CR before LF, a byte order mark.
 * Forms equal to an earlier one are left out; the first is always `exact`.
 */
export function contentForms(bytes: Uint8Array): { form: ContentForm; bytes: Uint8Array }[] {
  const lf = withoutCarriageReturns(bytes)
  const forms: { form: ContentForm; bytes: Uint8Array }[] = [
    { form: 'exact', bytes },
    { form: 'lf', bytes: lf },
    { form: 'no-bom', bytes: withoutByteOrderMark(bytes) },
    { form: 'lf-no-bom', bytes: withoutByteOrderMark(lf) },
  ]
  return forms.filter(
    (form, index) =>
      !forms.slice(0, index).some((earlier) => Buffer.compare(earlier.bytes, form.bytes) === 0),
  )
}

/**
 * The first form of the bytes that a digest (blob sha, 40 hex, or sha256, 64 hex) names, or null.
 * Always tell the person when it is not `exact`: the file on the host is then not the file in git.
 */
export function matchDigest(bytes: Uint8Array, digest: string): ContentForm | null {
  const hash = digest.length === 40 ? blobSha : sha256
  return contentForms(bytes).find((form) => hash(form.bytes) === digest.toLowerCase())?.form ?? null
}

const [CR, LF] = [13, 10]

function withoutCarriageReturns(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, index) => byte !== CR || bytes[index + 1] !== LF)
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}
