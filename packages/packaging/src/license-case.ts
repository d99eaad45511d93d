import exceptions from 'spdx-exceptions/index.json' with { type: 'json' }
import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' }
import identifiers from 'spdx-license-ids/index.json' with { type: 'json' }

const OPERATORS = ['AND', 'OR', 'WITH']

const LISTED = new Map(
  [...exceptions, ...deprecated, ...identifiers, ...OPERATORS].map((name) => [name.toLowerCase(), name]),
)

const REFERENCE = /^licenseref-/i

/**
 * Writes the identifiers and operators of an SPDX expression as SPDX lists them, whatever their case (PEP 639), with
 * single spaces. Words that SPDX does not list stay as they are.
 */
export function withListedCase(expression: string): string {
  return expression
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\s()+]+/g, (word) =>
      REFERENCE.test(word)
        ? word.replace(REFERENCE, 'LicenseRef-')
        : (LISTED.get(word.toLowerCase()) ?? word),
    )
}
