/** Names of what a program has no business with: `GITHUB_TOKEN`, `AWS_SECRET_ACCESS_KEY`. */
const SECRET = /TOKEN|SECRET|PASSWORD|CREDENTIAL|API_?KEY|PRIVATE_?KEY/

/** An environment for a program that Exuvia starts: the caller's without anything that is secret by its name. */
export function withoutSecrets(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET.test(name.toUpperCase())))
}
