const OSI = 'License :: OSI Approved :: '

/** Trove classifiers that name one licence exactly. */
const EXACT: Readonly<Record<string, string>> = {
  'Academic Free License (AFL)': 'AFL-3.0',
  'Boost Software License 1.0 (BSL-1.0)': 'BSL-1.0',
  'Common Development and Distribution License 1.0 (CDDL-1.0)': 'CDDL-1.0',
  'Eclipse Public License 1.0 (EPL-1.0)': 'EPL-1.0',
  'Eclipse Public License 2.0 (EPL-2.0)': 'EPL-2.0',
  'European Union Public Licence 1.1 (EUPL 1.1)': 'EUPL-1.1',
  'European Union Public Licence 1.2 (EUPL 1.2)': 'EUPL-1.2',
  'GNU Affero General Public License v3': 'AGPL-3.0-only',
  'GNU Affero General Public License v3 or later (AGPLv3+)': 'AGPL-3.0-or-later',
  'GNU General Public License v2 (GPLv2)': 'GPL-2.0-only',
  'GNU General Public License v2 or later (GPLv2+)': 'GPL-2.0-or-later',
  'GNU General Public License v3 (GPLv3)': 'GPL-3.0-only',
  'GNU General Public License v3 or later (GPLv3+)': 'GPL-3.0-or-later',
  'GNU Lesser General Public License v2 (LGPLv2)': 'LGPL-2.0-only',
  'GNU Lesser General Public License v2 or later (LGPLv2+)': 'LGPL-2.0-or-later',
  'GNU Lesser General Public License v3 (LGPLv3)': 'LGPL-3.0-only',
  'GNU Lesser General Public License v3 or later (LGPLv3+)': 'LGPL-3.0-or-later',
  'ISC License (ISCL)': 'ISC',
  'MIT License': 'MIT',
  'MIT No Attribution License (MIT-0)': 'MIT-0',
  'Mozilla Public License 1.1 (MPL 1.1)': 'MPL-1.1',
  'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'Mulan Permissive Software License v2 (MulanPSL-2.0)': 'MulanPSL-2.0',
  'Python Software Foundation License': 'PSF-2.0',
  'The Unlicense (Unlicense)': 'Unlicense',
  'Universal Permissive License (UPL)': 'UPL-1.0',
  'Zero-Clause BSD (0BSD)': '0BSD',
  'zlib/libpng License': 'Zlib',
}

/** Classifiers that do not specify the version or variant, with their most common meaning. */
const VAGUE: Readonly<Record<string, string>> = {
  'Apache Software License': 'Apache-2.0',
  'BSD License': 'BSD-3-Clause',
  'GNU General Public License (GPL)': 'GPL-2.0-or-later',
  'GNU Library or Lesser General Public License (LGPL)': 'LGPL-2.0-or-later',
  'Zope Public License': 'ZPL-2.1',
}

/** Classifiers outside `OSI Approved`. */
const OTHER: Readonly<Record<string, string>> = {
  'License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication': 'CC0-1.0',
  'License :: Other/Proprietary License': 'LicenseRef-Proprietary',
  'License :: Public Domain': 'LicenseRef-Public-Domain',
}

/** The licence that a trove classifier names, and whether it names one licence exactly; undefined for others. */
export function classifierLicense(classifier: string): { license: string; exact: boolean } | undefined {
  const other = OTHER[classifier]
  if (other !== undefined) return { license: other, exact: true }
  if (!classifier.startsWith(OSI)) return undefined
  const name = classifier.slice(OSI.length)
  const license = EXACT[name] ?? VAGUE[name]
  return license === undefined ? undefined : { license, exact: name in EXACT }
}
