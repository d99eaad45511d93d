import { join } from 'node:path'
import { build } from 'vitepress'
import { generate } from './generate.ts'

await generate()
await build(join(import.meta.dirname, '..'))
