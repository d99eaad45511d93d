#!/usr/bin/env node
// What npm links as `exuvia`. It imports nothing before it knows the version: the syntax and
// the imports of the rest are an error with a stack on an old Node.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 15)) {
  process.exitCode = 2
  process.stderr.write(
    `error Exuvia needs Node.js 22.15 or newer, and this is Node.js ${process.version}\n    install a newer one, for example with nvm: nvm install 24; or from https://nodejs.org/en/download\n`,
  )
} else {
  void import('./main.ts')
}
