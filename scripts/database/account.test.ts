import { expect, it, onTestFinished } from 'vitest'
import { Advice } from '../advice'
import { temporaryFolder } from '../test/temporary-folder'
import { postgresAccount } from './account'

it('PostgreSQL runs as ourselves, or as somebody else where we are root', () => {
  expect(postgresAccount(1000)).toEqual({ name: 'this user', ids: {} })
  expect(postgresAccount(0).ids).toMatchObject({ uid: expect.toSatisfy((uid: number) => uid > 0) })
})

it('root is advised to add a user where there is none for PostgreSQL', () => {
  const path = process.env.PATH
  onTestFinished(() => void (process.env.PATH = path))
  // Nobody can be found without the program that looks them up.
  process.env.PATH = temporaryFolder()
  expect(() => postgresAccount(0)).toThrow(Advice)
  expect(() => postgresAccount(0)).toThrow(/no user "postgres" or "nobody": add one/)
})
