import { expect, it } from 'vitest'
import { transportSecurity } from './transport-security'

it('keeps browsers on https where Lockstep is reached so, and says nothing over http', () => {
  expect(transportSecurity('https://lockstep.northwind.example')).toBe('max-age=31536000')
  expect(transportSecurity('http://127.0.0.1:4600')).toBeNull()
})
