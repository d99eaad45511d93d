/** Where the runner puts the token with which a job asks for an identity token. */
export const IDENTITY_TOKEN = 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'

/** What the runner hands over in secret. */
export interface Secrets {
  /** The input "token"; empty where there is none. */
  readonly token: string
  /** Of the Actions cache. */
  readonly runtimeToken: string | undefined
  /** With which an identity token is asked for, to sign provenance. */
  readonly identityToken: string | undefined
  /** The environment without any of them: what the pipeline and the programs that it starts are given. */
  readonly env: NodeJS.ProcessEnv
}

/**
 * Takes the tokens out of the process's own environment too, which programs inherit and
 * libraries read: each is handed to what needs it, and to nothing else.
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
