import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { publishRelease } from '@exuvia/publisher'
import { Octokit } from '@octokit/rest'

// One publication in a process of its own: client (exuvia or octokit), folder, API address, token.
const [client, folder = '', apiUrl = '', token = ''] = process.argv.slice(2)
const names = readdirSync(folder)
const [owner, repo, tag] = ['octocat', 'hello', 'v1.0.0']

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

if (client === 'exuvia') {
  const assets = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      return { name, path, size: statSync(path).size, sha256: await digest(path) }
    }),
  )
  await publishRelease({
    repository: `${owner}/${repo}`,
    tag,
    assets,
    draft: false,
    replace: false,
    apiUrl,
    token,
  })
} else {
  // As scripts and most release tools do it: create a draft, upload one file after the other, publish.
  const { repos } = new Octokit({ baseUrl: apiUrl, auth: token }).rest
  const { data: draft } = await repos.createRelease({ owner, repo, tag_name: tag, draft: true })
  for (const name of names) {
    await repos.uploadReleaseAsset({
      owner,
      repo,
      release_id: draft.id,
      name,
      url: draft.upload_url,
      data: readFileSync(join(folder, name)) as unknown as string,
    })
  }
  await repos.updateRelease({ owner, repo, release_id: draft.id, draft: false })
}
