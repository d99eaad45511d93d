import { sampleOf } from '@exuvia/test-needs'
import { expect, test } from 'vitest'
import { checkWrittenFile, WRITING_PROJECTS } from '../scripts/written-files.ts'

/** A sample of `npm run prove:projects`, which checks all of them. */
const SAMPLE = sampleOf(['setuptools-scm, version_file', 'hatch-vcs'], ['hatch-vcs'])

test.each(SAMPLE)(
  'the file that %s writes never ships stale',
  { tags: ['slow', 'pypi', 'git'], timeout: 300_000 },
  async (name) => {
    const project = WRITING_PROJECTS.find((each) => each.name === name)
    if (project === undefined) throw new Error(`no project ${name}`)
    expect(await checkWrittenFile(project, process.env)).toBeUndefined()
  },
)
