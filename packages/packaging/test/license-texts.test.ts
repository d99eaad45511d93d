import { brotliDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import texts from 'spdx-license-list/full.js'
import { licenseTemplates } from '../scripts/license-templates.ts'
import { SPDX_TEXTS } from '../src/license-text/spdx-texts.ts'
import { readLicenseTexts, settleLicense } from '../src/index.ts'

const textOf = (id: string): string => texts[id]?.licenseText ?? ''

/** A text as a project writes it, with names instead of placeholders. */
const filled = (id: string): string =>
  textOf(id)
    .replaceAll('<year>', '2019-2024')
    .replaceAll(/<(?:owner|copyright holders)>/g, 'Ann Author and others')

/** The licences that a text contains, `= ` before them if it has nothing else; same texts with `|`. */
async function read(text: string): Promise<string> {
  const [found] = await readLicenseTexts([{ path: 'LICENSE', text }])
  const ids = found?.licenses.map((one) => one.join('|')).join(' & ') ?? ''
  return `${(found?.whole ?? false) ? '=' : '~'} ${ids}`
}

/** What the file of GPL 2.0 has and the list's text does not: the title once more, and a last paragraph. */
const gpl2 = (library: string): string =>
  `${textOf('GPL-2.0-only').replace('\n\nTERMS AND', '\n\nGNU GENERAL PUBLIC LICENSE\nTERMS AND')}

This General Public License does not permit incorporating your program into proprietary programs. If your program is a
subroutine library, you may consider it more useful to permit linking proprietary applications with the library. If
this is what you want to do, use the GNU ${library} General Public License instead of this License.
`

describe('a file of the Free Software Foundation or of Mozilla', () => {
  test.each(['Lesser', 'Library'])(
    'of GPL 2.0 is the text of the list, with %s at its end',
    async (library) => {
      expect(await read(gpl2(library))).toBe('= GPL-2.0-only|GPL-2.0-or-later')
    },
  )

  test('of GPL 2.0 is the text without the advice how to apply it', async () => {
    const terms = gpl2('Lesser').replace(/END OF TERMS[\s\S]*/, '')
    expect(await read(terms)).toBe('= GPL-2.0-only|GPL-2.0-or-later')
  })

  test('of MPL 1.1 is the text where it names sections as a range', async () => {
    const text = textOf('MPL-1.1').replace('Sections 3.1, 3.2, 3.3, 3.4 and 3.5', 'Section 3.1-3.5')
    expect(text).toContain('Section 3.1-3.5')
    expect(await read(text)).toBe('= MPL-1.1')
  })
})

describe('a licence text', () => {
  test.each([
    ['as it is', (text: string) => text],
    ['in one line for each paragraph', (text: string) => text.replaceAll(/(?<!\n)\n(?!\n)/g, ' ')],
    ['wrapped at other words', (text: string) => text.replaceAll(/((?:\S+\s+){7})/g, '$1\n')],
    ['in a comment', (text: string) => text.replaceAll(/^/gm, '# ')],
    ['in a block comment', (text: string) => `/*\n${text.replaceAll(/^/gm, ' * ')}\n */`],
    ['in capitals', (text: string) => text.toUpperCase()],
    [
      'with other quotation marks and dashes',
      (text: string) => text.replaceAll('"', '“').replaceAll('-', '–'),
    ],
    ['with other bullets', (text: string) => text.replaceAll(/^\s*\d\.\s/gm, '  * ')],
    ['with British spelling', (text: string) => text.replaceAll('license', 'licence')],
    ['without its title', (text: string) => text.replace(/^.*License\n\n/, '')],
    ['with Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['below a title of its own', (text: string) => `The Harbour License\n===================\n\n${text}`],
    [
      'with three notices',
      (text: string) =>
        `Copyright (c) 2001 A. One\n© 2002 B. Two, all rights reserved\nCopyright Carol Three\n\n${text}`,
    ],
  ])('%s is known by its words', async (_, change) => {
    for (const id of ['MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'Zlib']) {
      expect(await read(change(filled(id))), id).toBe(`= ${id}`)
    }
  })

  test('may speak of the documentation too', async () => {
    const text = filled('BSD-3-Clause')
      .replace(
        'source and binary forms,',
        'source and binary forms of the software as well as documentation,',
      )
      .replaceAll('THIS SOFTWARE', 'THIS SOFTWARE AND DOCUMENTATION')
    expect(await read(text)).toBe('= BSD-3-Clause')
  })

  test('may name other holders where SPDX allows it', async () => {
    const text = filled('BSD-3-Clause')
      .replace(
        'the copyright holder nor the names of its contributors',
        'Harbour Ltd. nor the names of her contributors',
      )
      .replace('THE COPYRIGHT HOLDERS AND CONTRIBUTORS', 'ANN AUTHOR')
      .replace('THE COPYRIGHT HOLDER OR CONTRIBUTORS', 'ANN AUTHOR')
    expect(await read(text)).toBe('= BSD-3-Clause')
  })

  test('with a clause more or less is not that licence', async () => {
    const json = filled('MIT').replace(
      'THE SOFTWARE IS PROVIDED',
      'The Software shall be used for Good, not Evil.\n\nTHE SOFTWARE IS PROVIDED',
    )
    expect(await read(json)).toBe('= JSON')
    expect(await read(filled('MIT').replace('Good', '').replace('sublicense, ', ''))).toBe('~ ')
    expect(await read(`${filled('MIT')}\n\nThe Software must not be sold.`)).toBe('~ MIT')
    expect(await read(`${filled('MIT')}\n\nExcept as contained in this notice, see below.`)).toBe('~ MIT')
  })

  test('may end with the advice that the licence itself gives', async () => {
    expect(await read(textOf('Apache-2.0'))).toBe('= Apache-2.0')
    expect(await read(textOf('GPL-3.0-only'))).toBe('= GPL-3.0-only|GPL-3.0-or-later')
    expect(
      await read(
        textOf('GPL-2.0-only').replaceAll(
          'Lesser General Public License instead',
          'Library General Public License instead',
        ),
      ),
    ).toBe('= GPL-2.0-only|GPL-2.0-or-later')
  })

  test('of several licences has them all', async () => {
    expect(await read(`${filled('MIT')}\n\n----\n\n${textOf('Apache-2.0')}`)).toBe('= MIT & Apache-2.0')
  })

  test('is short where it refers to the text alone', async () => {
    const header = /Licensed under the Apache License[\s\S]*/.exec(textOf('Apache-2.0'))?.[0] ?? ''
    expect(await read(`Copyright 2020 Ann Author\n\n${header}`)).toBe('= Apache-2.0')
  })

  test.each([
    ['nothing', ''],
    ['a word', 'MIT'],
    ['one beginning after another', 'Redistribution and use in source and binary forms '.repeat(20_000)],
    ['gaps to the end', `${filled('BSD-2-Clause').slice(0, 900)} as is`.repeat(1000)],
    ['NULs', '\0'.repeat(100_000)],
    ['more than a mebibyte', filled('MIT').repeat(1100)],
  ])('of %s is no licence', async (_, text) => {
    expect(await read(text)).toBe('~ ')
  })
})

test('every text of the list is found in itself', { tags: ['slow'] }, async () => {
  const known = new Set(
    brotliDecompressSync(Buffer.from(SPDX_TEXTS, 'base64'))
      .toString('utf8')
      .split('\n')
      .flatMap((line) => line.split('\t')[0]?.split(',') ?? []),
  )
  const missed: string[] = []
  for (const id of known) {
    const found = await read(textOf(id))
    if (!found.split(/[ |]/).includes(id)) missed.push(`${id}: ${found}`)
  }
  // Its text shows several words to choose from in one place.
  expect(missed).toEqual(['HPND: ~ '])
  expect(known.size).toBeGreaterThan(650)
})

test('the stored texts are those of the package', { tags: ['slow'] }, () => {
  const stored = brotliDecompressSync(Buffer.from(SPDX_TEXTS, 'base64')).toString('utf8')
  expect(stored === licenseTemplates().join('\n'), 'run npm run license-texts').toBe(true)
})

const osi = (name: string): string => `License :: OSI Approved :: ${name}`
const settle = async (
  metadata: { classifiers?: string[]; field?: string; expression?: string; description?: string },
  files: Readonly<Record<string, string>>,
): Promise<string> => {
  const { expression, source, contradicts } = settleLicense(
    {
      expression: metadata.expression,
      classifiers: metadata.classifiers ?? [],
      field: metadata.field,
      description: metadata.description,
      texts: await readLicenseTexts(Object.entries(files).map(([path, text]) => ({ path, text }))),
    },
    undefined,
  )
  return `${source}: ${expression}${contradicts === true ? ' (contradicted)' : ''}`
}

const GPL = 'GNU General Public License (GPL)'
const LGPL = 'GNU Library or Lesser General Public License (LGPL)'

/** SPDX's header of a licence of the GNU family. */
const statement = (kind: string, version: string, later: string): string =>
  `tide is free software: you can redistribute it and/or modify it
under the terms of the GNU ${kind}General Public License as published
by the Free Software Foundation, either version ${version} of the License${later}.`

describe('texts and metadata', () => {
  const mit = filled('MIT')
  const bsd = filled('BSD-2-Clause')

  test.each([
    [{ classifiers: [osi('BSD License')] }, { LICENSE: bsd }, 'license-text: BSD-2-Clause'],
    [{ field: 'BSD' }, { 'licenses/LICENSE': bsd }, 'license-text: BSD-2-Clause'],
    [{}, { LICENSE: bsd }, 'license-text: BSD-2-Clause'],
    [{ classifiers: [osi('MIT License')] }, { LICENSE: bsd }, 'license-text: BSD-2-Clause (contradicted)'],
    [{ classifiers: [osi('MIT License')] }, { LICENSE: mit }, 'classifier: MIT'],
    [{ expression: 'MIT' }, { LICENSE: bsd }, 'license-expression: MIT'],
    // A part of it has another licence, whose text is there too.
    [
      { field: 'MIT' },
      { LICENSE: mit, 'licenses/vendor/LICENSE': bsd },
      'license-text: BSD-2-Clause AND MIT',
    ],
    [{ field: 'MIT OR BSD-2-Clause' }, { LICENSE: `${mit}\n${bsd}` }, 'license-field: MIT OR BSD-2-Clause'],
    [{}, { 'LICENSE-MIT': mit, 'LICENSE-APACHE': textOf('Apache-2.0') }, 'guess: Apache-2.0 OR MIT'],
    [
      { classifiers: [osi('Apache Software License'), osi('BSD License')] },
      {
        LICENSE: 'This software is made available under the terms of *either* of the licenses below.',
        'LICENSE.APACHE': textOf('Apache-2.0'),
        'LICENSE.BSD': bsd,
      },
      'license-text: Apache-2.0 OR BSD-2-Clause',
    ],
    // The text of the GPL does not say whether later versions apply.
    [{}, { COPYING: textOf('GPL-3.0-only') }, 'guess: GPL-3.0-only'],
    [{ field: 'GPLv3 or later' }, { COPYING: textOf('GPL-3.0-only') }, 'license-text: GPL-3.0-or-later'],
    [
      { classifiers: [osi('GNU General Public License v3 (GPLv3)')] },
      { COPYING: textOf('GPL-3.0-only') },
      'classifier: GPL-3.0-only',
    ],
    // LGPL-3.0 is the GPL and more permissions.
    [
      { field: 'LGPL-3.0-or-later' },
      { COPYING: textOf('GPL-3.0-only'), 'COPYING.LESSER': textOf('LGPL-3.0-only').slice(0, 7700) },
      'license-field: LGPL-3.0-or-later',
    ],
    // A program's own statement names the version.
    [
      { field: 'LGPL with exceptions', classifiers: [osi(LGPL)] },
      {
        LICENSE: `${statement('Lesser ', '3', ', or (at your option) any later version')}\n\nAs an exception, …`,
      },
      'license-text: LGPL-3.0-or-later',
    ],
    [{ classifiers: [osi(GPL)] }, { COPYING: statement('', '2', '') }, 'license-text: GPL-2.0-only'],
    [{ field: 'GPLv2' }, { COPYING: statement('', '3', '') }, 'guess: GPL-3.0-only'],
    [
      { classifiers: [osi(GPL)] },
      { COPYING: statement('', '2', ' or at your option any later version').replaceAll(/^/gm, '# ') },
      'license-text: GPL-2.0-or-later',
    ],
    [
      {
        field: 'MIT License',
        description: 'About\n\nIt is dual-licensed under MIT and Apache 2.0 licenses.',
      },
      { 'LICENSE-MIT': mit, 'LICENSE-APACHE': textOf('Apache-2.0') },
      'license-text: Apache-2.0 OR MIT',
    ],
    // About something else, or not about all of them.
    [
      { description: 'The docs are dual-licensed under MIT and GPL.' },
      { 'LICENSE-MIT': mit, 'LICENSE-APACHE': textOf('Apache-2.0') },
      'guess: Apache-2.0 OR MIT',
    ],
    [{ field: 'Apache 2.0', classifiers: [osi('Apache Software License')] }, {}, 'license-field: Apache-2.0'],
    [{ classifiers: [osi('Apache Software License')] }, {}, 'guess: Apache-2.0'],
    [{ classifiers: [osi('MIT License')] }, { AUTHORS: 'Ann', NOTICE: bsd }, 'classifier: MIT'],
  ])('%j with %o', async (metadata, files, expected) => {
    expect(await settle(metadata, files)).toBe(expected)
  })
})
