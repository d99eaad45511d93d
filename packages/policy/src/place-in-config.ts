import type { Config, Finding } from '@exuvia/model'

/** Adds the line of a config key to a finding, for editors and annotations. */
export function placeInConfig(item: Finding, { file, lines }: Config): Finding {
  const { key, path: at } = item.subject
  const line = key === undefined ? undefined : lines?.get(/^[^[]*\[\d+\]/.exec(key)?.[0] ?? key)
  if (file === undefined || line === undefined || at !== undefined) return item
  return { ...item, subject: { ...item.subject, path: file, line } }
}
