import { rules } from '@secretlint/secretlint-rule-preset-recommend'
import { SECRET_WORDS } from './secret-words.ts'

/** A place in a text that a rule reports. */
export interface SecretMatch {
  readonly rule: string
  readonly start: number
  readonly end: number
}

/** The part of secretlint's rule interface (`@secretlint/types`) that its scanners use. */
interface RuleCreator {
  readonly meta: { readonly id: string }
  readonly create: (context: RuleContext, options: object) => RuleHandler
}
interface RuleHandler {
  readonly file?: (source: RuleSource) => unknown
}
interface RuleSource {
  readonly filePath: string | undefined
  readonly content: string
  readonly ext: string
  readonly contentType: 'text'
}
interface RuleContext {
  readonly sharedOptions: object
  readonly createTranslator: () => (messageId: string) => { readonly messageId: string }
  readonly report: (descriptor: { readonly range: readonly [number, number] }) => void
  readonly ignore: () => void
}

const PREFIX = '@secretlint/secretlint-rule-'

/**
 * The rules of secretlint's recommended preset that have words here. `filter-comments` has none: a comment in a file
 * that somebody else wrote must not silence a finding. Each rule gets texts only, never the path of a file, because
 * one of them would open it.
 */
const scanners = (rules as unknown as readonly RuleCreator[]).flatMap((creator) => {
  const rule = creator.meta.id.slice(PREFIX.length)
  if (SECRET_WORDS[rule] === undefined) return []
  let found: SecretMatch[] = []
  const handler = creator.create(
    {
      sharedOptions: {},
      // The rules' messages contain the secret, so none is made.
      createTranslator: () => (messageId) => ({ messageId }),
      report: ({ range: [start, end] }) => void found.push({ rule, start, end }),
      ignore: () => undefined,
    },
    {},
  )
  const scan = (content: string, ext: string): readonly SecretMatch[] => {
    found = []
    void handler.file?.({ filePath: undefined, content, ext, contentType: 'text' })
    return found
  }
  return [scan]
})

/**
 * A text without one of these has no secret of any rule of the preset: each begins with one of them, or is beside it.
 * `preset-rules.test.ts` holds every rule against it.
 */
export const PRESET_ANCHORS =
  /[Ss](?:ECRET|ecret)|PRIVATE KEY|:\/\/|_authToken|npm_|xox[bpaor]-|xapp-|sk-|gsk_|hf_|lin_api|ntn_|SG\.|shp[pcas]|[sr]k_(?:live|test)|gh[pousr]_|github_pat|glpat-|glc_|glsa_|ops_ey|hv[sbr]\.|vc[piark]_|dapi|dckr_|figd_|cf(?:k|ut|at)_|tskey-/

/** Finds secrets by the rules of the preset. @param isJson whether the whole text is a file of JSON */
export function presetMatches(text: string, isJson: boolean): readonly SecretMatch[] {
  if (!PRESET_ANCHORS.test(text)) return []
  return scanners.flatMap((scan) => scan(text, isJson ? '.json' : ''))
}
