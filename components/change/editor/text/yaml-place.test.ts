import { describe, expect, it } from 'vitest'
import { placeAt } from './yaml-place'

const place = (text: string) => placeAt(text.split('\n'))

const NESTED = `version: "1"
tools:
  create_refund:
    # a comment
    rules:
      - name: cap
        conditions:
          - path: args.amount
            op: lte
`
const FLUSH = `tools:
  create_refund:
    rules:
    - name: cap
      conditions:
      - path: args.amount
`

describe('the place in a policy that is being typed', () => {
  it.each([
    ['', [], null, ''],
    ['ver', [], null, 'ver'],
    ['default: de', [], 'default', 'de'],
    ['hide:\n  - del', ['hide'], null, 'del'],
    ['hide:\n- del', ['hide'], null, 'del'],
    ['tools:\n  ', ['tools'], null, ''],
    [`${NESTED}            va`, ['tools', 'create_refund', 'rules', 'conditions'], null, 'va'],
    [`${NESTED}            value: 5`, ['tools', 'create_refund', 'rules', 'conditions'], 'value', '5'],
    [
      `${NESTED}          - path: args.re`,
      ['tools', 'create_refund', 'rules', 'conditions'],
      'path',
      'args.re',
    ],
    [`${NESTED}        on_`, ['tools', 'create_refund', 'rules'], null, 'on_'],
    [`${NESTED}      - na`, ['tools', 'create_refund', 'rules'], null, 'na'],
    [`${NESTED}  list`, ['tools'], null, 'list'],
    [`${FLUSH}        o`, ['tools', 'create_refund', 'rules', 'conditions'], null, 'o'],
    [`${FLUSH}      on`, ['tools', 'create_refund', 'rules'], null, 'on'],
    [`${FLUSH}    - n`, ['tools', 'create_refund', 'rules'], null, 'n'],
  ])('of %j is known', (text, parents, key, word) => {
    expect(place(text)).toMatchObject({ parents, key, word })
  })

  it('is a place for any text', () => {
    expect(() => place('- - : [\n\t{"a": }\n  ---\n#')).not.toThrow()
  })
})
