import { defineConfig } from 'vitest/config'

// Node 22.15 is the oldest that Exuvia runs on (zstd in node:zlib), and an older one on
// PATH would fail in odd places.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 15)) {
  throw new Error(`the tests need Node 22.15 or newer, and this is ${process.version}; run "npm test"`)
}

const tally = process.env['EXUVIA_TALLY'] === undefined ? [] : ['./tools/workspace/src/tally-reporter.ts']

export default defineConfig({
  test: {
    projects: [
      'apps/*',
      'packages/*',
      'tools/*',
      '!tools/demo',
      '!tools/sigstore-mock',
      '!tools/crafted-archives',
    ],
    reporters: ['default', './tools/test-needs/src/reporter.ts', ...tally],
  },
})
