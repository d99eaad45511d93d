import { type Finding, finding, refusal } from '@exuvia/model'
import { normalizeVersion } from '@exuvia/packaging'
import { readConfiguredTag } from '@exuvia/project'
import type { ProjectConfig } from '../config/index.ts'
import type { About } from './request.ts'
import { isStated, versionInTag } from './tag-version.ts'

/**
 * Refuses a tag that states another version than the release has. The forms that the project's tools
 * and `publish.tag` configure come first, then those that all tools know. `nightly` states none.
 * @returns what could not be read
 * @throws refusal `publish-tag-version`
 */
export async function checkTag(
  tag: string,
  about: About | undefined,
  { root, config }: ProjectConfig,
): Promise<Finding[]> {
  const version = about === undefined ? undefined : normalizeVersion(about.version)
  if (about === undefined || version === undefined) return []
  const configured = await readConfiguredTag(root, tag)
  const own = configured.version === undefined ? undefined : normalizeVersion(configured.version)
  const stated = own ?? versionInTag(tag, about.name, config.publish.tag)
  if (stated !== undefined && !isStated(stated, version)) {
    const expected = config.publish.tag.replaceAll('{version}', about.version)
    throw refusal('publish-tag-version', { tag, stated, name: about.name, version, expected })
  }
  if (stated !== undefined) return []
  return configured.unread.map((place) => finding('publish-tag-unread', 'note', {}, { tag, setting: place }))
}
