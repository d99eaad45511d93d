import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { filledOnce, hasTool } from '@exuvia/test-needs'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for PYTHONPATH with PyPA's `packaging`. */
    readonly library: string
  }
}

/** The tests compare with the answers of this library. */
const LIBRARY = 'packaging==26.4'

/** Installs the library once; later runs use it again. */
export default async function setup(project: TestProject): Promise<void> {
  if (!hasTool('pypi')) return
  const folder = await filledOnce('packaging', LIBRARY, async (fresh) => {
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', '--target', fresh, LIBRARY]
    await promisify(execFile)('python3', pip)
  })
  project.provide('library', folder)
}
