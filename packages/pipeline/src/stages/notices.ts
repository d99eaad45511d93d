import { type Distribution, NOTICES } from '@exuvia/model'
import { type NoticeText, plainText, renderNotices, textFiles } from '@exuvia/notices'
import { type HashedEntry, textEntry } from './entries.ts'

/** A larger file is named in the notices, and its text is not repeated. Bytes. */
const MAX_TEXT = 4 * 2 ** 20

/** Plain texts by SHA-256, pending reads included, so that the targets of a release share them. */
export type PlainTexts = Map<string, Promise<string | undefined>>

/**
 * Makes THIRD-PARTY-NOTICES of a tarball from the entries that go into it: its distributions, in their order, with
 * the licence and notice files that ship. A distribution of which nothing ships is left out.
 * @param title of the tarball
 */
export async function noticesEntry(
  title: string,
  distributions: readonly Distribution[],
  entries: readonly HashedEntry[],
  texts: PlainTexts,
): Promise<HashedEntry> {
  const byName = Map.groupBy(entries, ({ distribution }) => distribution)
  const software = []
  // Wheels of one version are one entry.
  const versions = Map.groupBy(distributions, (one) => `${one.normalizedName} ${one.version}`)
  for (const [first, ...others] of versions.values()) {
    const own = first === undefined ? undefined : byName.get(first.name)
    if (first === undefined || own === undefined) continue
    const { name, version, license, wheel } = first
    const found: NoticeText[] = []
    for (const entry of textFiles(own)) found.push({ path: entry.path, text: await textOf(entry, texts) })
    software.push({
      name,
      version,
      license,
      // The source twin has the files of all its wheels.
      wheel: others.length === 0 ? wheel : undefined,
      texts: found,
    })
  }
  return textEntry(NOTICES, renderNotices(title, software))
}

function textOf(entry: HashedEntry, texts: PlainTexts): Promise<string | undefined> {
  const text = texts.get(entry.sha256) ?? readText(entry)
  texts.set(entry.sha256, text)
  return text
}

async function readText({ size, open }: HashedEntry): Promise<string | undefined> {
  if (size > MAX_TEXT) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of open()) chunks.push(chunk)
  return plainText(Buffer.concat(chunks))
}
