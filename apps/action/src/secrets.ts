/** The variable with the token that requests an identity token. */
export const IDENTITY_TOKEN = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'

/** The secrets that the runner passes. */
export interface Secrets {
  /** The input "token"; empty if there is none. */
  readonly token: string
  /** Of the Actions cache. */
  readonly runtimeToken: string | undefined
  /** Requests an identity token, to sign provenance. */
  readonly identityToken: string | undefined
  /** The environment without them, for the pipeline and the programs that it starts. */
  readonly env: NodeJS.ProcessEnv
}

/**
 * Removes the tokens from the process's own environment too, which programs inherit and
 * libraries read. Each token goes only to the code that needs it.
 */
export function takeSecrets(from: NodeJS.ProcessEnv): Secrets {
  const token = (from['INPUT_TOKEN'] ?? '').trim()
  const runtimeToken = from['ACTIONS_RUNTIME_TOKEN'] || undefined
  const identityToken = from[IDENTITY_TOKEN] || undefined
  for (const name of ['INPUT_TOKEN', 'ACTIONS_RUNTIME_TOKEN', IDENTITY_TOKEN, 'GITHUB_TOKEN', 'GH_TOKEN']) {
    Reflect.deleteProperty(from, name)
  }
  return { token, runtimeToken, identityToken, env: { ...from } }
}
