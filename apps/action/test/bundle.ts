import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { filledOnce, runFolder } from '@exuvia/test-needs'
import { SOURCES, digestOf } from '@exuvia/test-needs/bundle'

import { makeBundle } from '../bundle/make.ts'

let folder: Promise<string> | undefined

/**
 * The folder with the Action's bundle, made of the sources as they are now. It lies outside
 * of the repository, as on a runner: no `node_modules` is above it.
 */
export function actionBundle(): Promise<string> {
  folder ??= copyBundle()
  return folder
}

async function copyBundle(): Promise<string> {
  const key = digestOf([...SOURCES, 'apps/action/{src,bundle}/**/*', 'apps/action/*.{json,ts}'])
  const made = await filledOnce('action', key, (fresh) => {
    makeBundle(fresh)
    return Promise.resolve()
  })
  const copy = join(runFolder(), `action-${process.pid}`)
  cpSync(made, copy, { recursive: true })
  return copy
}
