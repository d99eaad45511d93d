/** Hosts that stand for any host in documentation (RFC 2606, RFC 5737, RFC 6761), and a machine itself. */
const EXAMPLE_HOST =
  // linear: the rules bound the address that it is a part of
  /^(?:\[?::1\]?|127\.\d+\.\d+\.\d+|(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+|0\.0\.0\.0|localhost|host(?:name)?|server|(?:my|your)[\w-]*|[\w-]*(?:proxy|db|database|broker|redis|rabbit(?:mq)?|postgres|mysql|mongo)|(?:[\w.-]+\.)?(?:example|test|invalid|localhost)(?:\.(?:com|net|org|edu))?|(?:[\w.-]+\.)?(?:foo|bar|baz|domain|host|server|proxy|company|mysite|python|google|github|test)\.(?:com|net|org|local|tld|invalid))$/

/** Words that stand for a password. */
const EXAMPLE_PASSWORD =
  // linear: the rules bound it to 256 characters
  /^(?:.{0,3}|[\W_]*(?:my|your|some|the|db|api|an?)?[\W_]?(?:pass(?:wor[dt])?|passwd|pwd|pw|secret|token|credentials?|key|example|change_?me|placeholder|redacted|dummy|fake|sample|test|testing|admin|guest|root|user(?:name)?|tiger|foo|bar|baz|thing|evil|postgres|mysql|guest)[\W_]?(?:word|here|\d{0,4})[\W_]*|(?:x|\*|\.|0){3,}|1234\w*|abcd?\w{0,4}|(.)\1*|hunter2)$/i

/**
 * Whether an address with a password is one of documentation or tests: its host or its password stands for any.
 * What has a variable in the place of the password is one too.
 */
export function isExampleAddress(address: string): boolean {
  const found = /:\/\/(?<user>[^:@/\s]*):(?<password>[^@/\s]*)@(?<host>\[[^\]\s]*\]|[^:/?#\s"']*)/.exec(
    address,
  )
  if (found?.groups === undefined) return false
  const { user = '', password = '', host = '' } = found.groups
  if (EXAMPLE_HOST.test(host.toLowerCase()) || user === password) return true
  return EXAMPLE_PASSWORD.test(password) || /[{}<>$%[\]]|\.\.\./.test(password) || /[{}<>$%]/.test(host)
}

/** Different characters that a random token has at the least; `xoxb-1234-1243` has eight. */
const LEAST_DIFFERENT = 10

/** Whether a token is one that its service's documentation shows. */
export function isExampleToken(token: string): boolean {
  if (new Set(token).size < LEAST_DIFFERENT) return true
  return /EXAMPLE|(?:0123456789|1234567890|abcdefghij|ABCDEFGHIJ)[\w]{0,40}|(\w)\1{9}/.test(token)
}
