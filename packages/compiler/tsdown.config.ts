import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/embedded-worker.ts', 'src/embedded-program.ts'],
  platform: 'node',
  target: 'node22',
  fixedExtension: false,
  dts: true,
  sourcemap: true,
})
