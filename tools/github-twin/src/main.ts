import { parseArgs } from 'node:util'
import { startTwin } from './twin.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    folder: { type: 'string' },
    repository: { type: 'string', multiple: true, default: ['octocat/hello'] },
    token: { type: 'string', default: 'ghp_twin' },
    immutable: { type: 'boolean', default: false },
    enterprise: { type: 'boolean', default: false },
  },
})

const twin = await startTwin({
  port: Number(values.port),
  ...(values.folder === undefined ? {} : { folder: values.folder }),
  tokens: [{ token: values.token, right: 'admin' }],
  repositories: values.repository.map((name) => ({ name, immutableReleases: values.immutable })),
  enterprise: values.enterprise,
})
process.stdout.write(`GITHUB_API_URL=${twin.url}\nGITHUB_TOKEN=${twin.token}\n`)
process.stderr.write(`repositories: ${values.repository.join(', ')}; Ctrl-C stops\n`)

const stop = (): void => {
  void twin.close().then(() => process.exit(0))
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
