import { join } from 'node:path'
import { createServer } from 'vitepress'
import { generate } from './generate.ts'

await generate()
const server = await createServer(join(import.meta.dirname, '..'))
await server.listen()
server.printUrls()
