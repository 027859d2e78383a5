import { expect, it } from 'vitest'
import { groupMarks, placeLines } from './place-marks'

function grouped(...places: number[]): number[][] {
  return groupMarks(places.map((place) => ({ place }))).map((group) => group.map(({ place }) => place))
}

it('puts marks together that cannot be pointed at apart, from left to right', () => {
  expect(grouped(0.5, 0.1, 0.15, 0.3)).toEqual([[0.1, 0.15], [0.3], [0.5]])
})

it('keeps the text before the last line off the text behind the line in front of it', () => {
  expect(grouped(0.8, 0.95)).toEqual([[0.8, 0.95]])
  expect(grouped(0.7, 0.95)).toEqual([[0.7], [0.95]])
  expect(grouped(0.8, 0.89)).toEqual([[0.8, 0.89]])
})

it('draws one line for marks that lie on each other, and one each for those that can be told apart', () => {
  expect(placeLines([0.9, 0.5, 0.502, 0.504, 0.506].map((place) => ({ place })))).toEqual([0.5, 0.506, 0.9])
})
