import { findRepository, listIgnored, listTracked, readCommit, tagsAtHead } from '../src/git.ts'
import { ENV, addFiles, git, makeProject } from './helpers.ts'

/** Everything that Exuvia asks git. */
export async function askAll(root: string, env: NodeJS.ProcessEnv = ENV): Promise<unknown> {
  const place = await findRepository(root, { env })
  return {
    ...(await readCommit(root, { env })),
    tags: await tagsAtHead(root, { env }),
    tracked: await listTracked(root, place, { env }),
    ignored: await listIgnored(root, place, { names: [], paths: [] }, { env }),
  }
}

const FILES = {
  'a.py': 'a = 1\n',
  'ö/b.py': 'b = 1\n',
  '.gitignore': '*.log\n',
  '.gitattributes': '* filter=x diff=x merge=x\n',
}

/** A repository with a tag at HEAD and an ignored file. */
export async function repository(...init: string[]): Promise<string> {
  const root = await makeProject(FILES)
  await git(root, 'init', '--quiet', ...init)
  await git(root, 'add', '.')
  await git(root, 'commit', '--quiet', '--message', 'x')
  await git(root, 'tag', '--annotate', '--message', 'x', 'v1.0')
  await git(root, 'tag', 'nightly')
  await addFiles(root, { 'trace.log': '' })
  return root
}
