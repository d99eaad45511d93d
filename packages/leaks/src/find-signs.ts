import type { ContentSign } from '@exuvia/model'

/** Tables of people, sessions and tokens in an SQLite schema. */
const PEOPLE_TABLE =
  /CREATE TABLE (?:IF NOT EXISTS )?["'`[]?(?:\w{0,30}_)?(?:users?|accounts?|customers?|sessions?|members?|employees?|patients?|orders?|access_tokens?|api_keys?)["'`\]]?\s?\(/i

/** A line of an SQL dump that begins to load data. */
// linear: it begins at the start of a line, and no part of it can be another
const DUMP = /^(?:INSERT INTO [`"[]?[\w.]+|COPY [\w."]+ (?:\([^()\n]{0,2000}\) )?FROM stdin)/m
const DUMP_HEAD = /^-- (?:PostgreSQL database dump|MySQL dump|MariaDB dump|phpMyAdmin SQL Dump|SQLite dump)/m

/** A line of a file of environment variables that gives a value to something that looks secret. */
const ENV_VALUE =
  /^(?:export )?[A-Z0-9_]{0,60}(?:SECRET|PASS(?:WORD|WD)?|TOKEN|API_?KEY|PRIVATE|CREDENTIALS?|DATABASE_URL|DSN|ACCESS_KEY)[A-Z0-9_]{0,60}[ \t]?=[ \t]?["']?(?!["'$<{]|x{3}|\s|changeme|change-me|example|your|dummy|test|todo|none|null|false|true|\.\.\.)[^\s"']{4}/im

/** libpcap in both byte orders, and pcapng. */
const NETWORK_DUMPS = ['\xd4\xc3\xb2\xa1', '\xa1\xb2\xc3\xd4', '\n\r\r\n']

/** The end of the name of a file that people copy and fill in. */
const TEMPLATE = /[._-](?:example|sample|template|dist|defaults?|schema|test)$/i

/** What the beginning of a file shows. @param text its first bytes as Latin-1 @param path its path, for plain text */
export function signsOfStart(text: string, path: string): ContentSign[] {
  const signs: ContentSign[] = []
  if (text.startsWith('\x7fELF')) {
    // e_type of the ELF header: ET_CORE is 4, in the file's byte order.
    const [low, high] = [text.charCodeAt(16), text.charCodeAt(17)]
    if ((text.charCodeAt(5) === 1 ? low : high) === 4 && low + high === 4) signs.push('core-dump')
  }
  if (text.startsWith('MDMP') || text.startsWith('JAVA PROFILE 1.0')) signs.push('memory-dump')
  if (NETWORK_DUMPS.some((start) => text.startsWith(start))) signs.push('network-dump')
  if (text.startsWith('\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5')) signs.push('password-store')
  if (text.startsWith('\xfe\xed\xfe\xed')) signs.push('key-store')
  if (/\.(?:p12|pfx)$/i.test(path) && text.startsWith('0')) signs.push('key-store')
  if (text.startsWith('SQLite format 3\0') && PEOPLE_TABLE.test(text)) signs.push('database-of-people')
  if (text.startsWith('PGDMP')) signs.push('database-dump')
  return signs
}

/** What a part of a text shows. */
export function signsOfText(text: string, path: string): ContentSign[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/\.ipynb$/i.test(name)) return /"output_type"\s{0,20}:/.test(text) ? ['notebook-outputs'] : []
  if (/\.(?:sql|dump|bak)$/i.test(name))
    return DUMP_HEAD.test(text) && DUMP.test(text) ? ['database-dump'] : []
  if (/^\.env(?:\.|rc$|$)|\.env$/i.test(name) && !TEMPLATE.test(name))
    return ENV_VALUE.test(text) ? ['env-values'] : []
  return []
}
