// Ends an npm script with one sentence where Node is too old to run TypeScript as it is. On x64
// Linux `npm ci` installs Node 24, which npm scripts find first; elsewhere it is the user's own.
// Plain syntax, for it has to run on the old Node.
const version = process.versions.node.split('.').map(Number)
if (version[0] < 22 || (version[0] === 22 && version[1] < 18)) {
  console.error('error: this needs Node.js 22.18 or newer, and this is Node.js ' + process.version)
  process.exit(2)
}
