import { defineConfig } from 'tsdown'
import { WORKERS, bundleConfig } from '@exuvia/bundle'

// GitHub runs the Action from a tag, without node_modules, so the bundle contains everything.
export default defineConfig(bundleConfig({ main: 'src/main.ts', ...WORKERS }, 'node24'))
