import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { compare } from './compare.ts'
import { writeLibraryProject } from './library-project.ts'
import { measure } from './measure.ts'
import { CLI } from './program.ts'
import { copyStandardLibrary } from './standard-library.ts'

// From sources to a finished tarball: `exuvia build` against compileall, tar and gzip -9.
// Arguments: runtime (cp312), runs (5).
const [runtime = 'cp312', runs = '5'] = process.argv.slice(2)
const library = await copyStandardLibrary(runtime)
try {
  console.log(`standard library of CPython ${library.version}: ${library.files} files`)
  const project = writeLibraryProject(library)
  const out = join(library.scratch, 'dist')
  const plain = join(library.scratch, 'plain')
  const script = `"$1" -m compileall -q -f -b -j2 library && tar -cf - --exclude='*.py' library | gzip -9 >library.tar.gz`
  await compare(
    {
      name: 'exuvia build',
      prepare: async () => rmSync(out, { recursive: true, force: true }),
      run: () => measure(process.execPath, [CLI, 'build', '--no-cache', '--out', out], { cwd: project }),
    },
    {
      name: 'compileall, tar, gzip -9',
      prepare: async () => {
        rmSync(plain, { recursive: true, force: true })
        mkdirSync(plain)
        cpSync(library.folder, join(plain, 'library'), { recursive: true })
      },
      run: () => measure('sh', ['-ec', script, 'sh', library.python], { cwd: plain }),
    },
    Number(runs),
  )
  const tarball = join(out, `library-1.0-${library.runtime}-any.tar.gz`)
  const members = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
  console.log(
    `  sizes  exuvia ${statSync(tarball).size} bytes (${members.length} entries), ` +
      `tar and gzip ${statSync(join(plain, 'library.tar.gz')).size} bytes`,
  )
} finally {
  library.remove()
}
