// A program that npm runs: says who it is, and that it was asked to stop.
import { stopWithNpm } from './stop-with-npm.mjs'

stopWithNpm()
const held = setInterval(() => {}, 60_000)
process.once('SIGTERM', () => {
  clearInterval(held)
  console.log('asked to stop')
})
console.log(`runs as ${process.pid} under ${process.ppid}`)
