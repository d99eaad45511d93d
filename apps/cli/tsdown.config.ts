import { defineConfig } from 'tsdown'
import { WORKERS, bundleConfig } from '@exuvia/bundle'

// start.ts stays apart from the rest, which an old Node cannot parse; work.ts is a thread.
export default defineConfig(
  bundleConfig({ start: 'src/start.ts', main: 'src/main.ts', work: 'src/work.ts', ...WORKERS }, 'node22'),
)
