// The part of a start that installs packages, for the checkout that its test names.
import { installPackages } from './install-packages.mjs'

await installPackages(process.argv[2])
console.log('installed')
