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
  const byName = new Map<string, HashedEntry[]>()
  for (const entry of entries) {
    const { distribution } = entry
    if (distribution === undefined) continue
    const others = byName.get(distribution)
    if (others === undefined) byName.set(distribution, [entry])
    else others.push(entry)
  }
  const software = []
  for (const variants of variantsOf(distributions)) {
    const [{ name, version, license, wheel }] = variants
    const own = byName.get(name)
    if (own === undefined) continue
    const found: NoticeText[] = []
    for (const entry of textFiles(own)) found.push({ path: entry.path, text: await textOf(entry, texts) })
    software.push({
      name,
      version,
      license,
      // The source twin has the files of all its wheels.
      wheel: variants.length === 1 ? wheel : undefined,
      texts: found,
    })
  }
  return textEntry(NOTICES, renderNotices(title, software))
}

/** Wheels of one version are one entry. */
function variantsOf(distributions: readonly Distribution[]): [Distribution, ...Distribution[]][] {
  const groups = new Map<string, [Distribution, ...Distribution[]]>()
  for (const one of distributions) {
    const key = `${one.normalizedName} ${one.version}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups.values()]
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
