import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/start.ts', 'src/main.ts', 'src/work.ts'],
  platform: 'node',
  target: 'node22',
  fixedExtension: false,
  dts: false,
  sourcemap: true,
})
