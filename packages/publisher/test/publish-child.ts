// Publishes in a process of its own, so that a test can kill it: options as JSON in the first argument.
import { publishRelease } from '../src/index.ts'
import type { PublishOptions } from '../src/index.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as PublishOptions
await publishRelease(options)
