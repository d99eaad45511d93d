import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { filledOnce } from '@exuvia/test-needs'

/** The tests compare with the answers of this library. */
const LIBRARY = 'packaging==26.4'

/** A folder for PYTHONPATH with PyPA's `packaging`. The first test that needs it installs it; a later run finds it. */
export function library(): Promise<string> {
  return filledOnce('packaging', LIBRARY, async (fresh) => {
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', '--target', fresh, LIBRARY]
    await promisify(execFile)('python3', pip)
  })
}
