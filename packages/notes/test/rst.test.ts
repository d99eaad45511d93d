import { describe, expect, test } from 'vitest'
import { type ChangelogSection, findSection } from '../src/index.ts'

function section(source: string, version = '1.2.0'): ChangelogSection {
  return findSection(source, { file: 'CHANGES.rst', version, names: ['tidemark'] })
}

const inside = (body: string): string => section(`1.2.0\n-----\n\n${body}\n\n1.1.0\n-----\n\nold\n`).text

describe('a changelog in reStructuredText', () => {
  test.each([
    'Version 1.2.0\n-------------',
    '1.2.0 (2026-01-31)\n~~~~~~~~~~~~~~~~~~',
    '=====\n1.2.0\n=====',
    'tidemark 1.2.0\n==============',
    '.. _v1-2-0:\n\nv1.2.0\n++++++',
  ])('has its versions under titles: %j', (title) => {
    expect(section(`Changes\n#######\n\n${title}\n\n- new\n`).text).toBe('- new')
  })

  test('has levels by the order in which their underlines appear', () => {
    const text = 'Changes\n=======\n\n1.2.0\n-----\n\nFixes\n~~~~~\n\n* a\n\n1.1.0\n-----\n\n* b\n'
    expect(section(text).text).toBe('### Fixes\n\n- a')
  })

  test.each([
    ['``pip install x``', '`pip install x`'],
    ['``a`b``', '``a`b``'],
    ['`the guide <https://example.org/a_b>`_', '[the guide](<https://example.org/a_b>)'],
    ['`the guide <https://example.org>`__ too', '[the guide](<https://example.org>) too'],
    [':pr:`12` and :issue:`13`', '#12 and #13'],
    [':func:`~tidemark.tables.read`', '`read`'],
    [':class:`!Tide`', '`Tide`'],
    [':ref:`tides <tide-tables>`', 'tides'],
    [':pep:`8`', '[PEP 8](<https://peps.python.org/pep-0008/>)'],
    [':pep:`639 <639#add-license>`', '[639](<https://peps.python.org/pep-0639/#add-license>)'],
    [':rfc:`9110`', '[RFC 9110](<https://datatracker.ietf.org/doc/html/rfc9110>)'],
    [
      ':rfc:`9110#section-8.6`',
      '[RFC 9110 section 8.6](<https://datatracker.ietf.org/doc/html/rfc9110#section-8.6>)',
    ],
    ['the ``Field``\\s of _repr_png_', 'the `Field`s of \\_repr_png_'],
    ['**bold** and *em*', '**bold** and *em*'],
    ['__init__ of <Tide> [1]_', String.raw`\_\_init\_\_ of \<Tide> \[1\]`],
    ['a name_ that is no reference', 'a name_ that is no reference'],
    ['https://example.org/a__b', 'https://example.org/a__b'],
    ['thanks to @octocat', 'thanks to @octocat'],
  ])('writes %j as %j', (rst, markdown) => {
    expect(inside(rst)).toBe(markdown)
  })

  test('resolves the names of the whole document', () => {
    const text =
      '1.2.0\n-----\n\nSee Flask_, `the docs`_ and |here|.\n\n.. _Flask: https://flask.example\n.. _the docs: https://docs.example\n.. |here| replace:: *here*\n'
    expect(section(text).text).toBe(
      'See [Flask](<https://flask.example>), [the docs](<https://docs.example>) and *here*.',
    )
  })

  test('gives anonymous references the targets in order', () => {
    const text = `1.2.0
-----

See \`the notes\`__, and more__.

__ https://notes.example

.. __: https://more.example

1.1.0
-----

\`old\`__

__ https://old.example
`
    expect(section(text).text).toBe(
      'See [the notes](<https://notes.example>), and [more](<https://more.example>).',
    )
    expect(section(text, '1.1.0').text).toBe('[old](<https://old.example>)')
    expect(section(text.replace('`old`__', 'old')).text).toBe(String.raw`See the notes, and more\_\_.`)
  })

  test('converts pictures, and directives for changes in a version', () => {
    const body = `.. figure:: img/a b.png
   :alt: a [tide]
   :target: https://example.org

   Low *tide*.

.. image:: c.png

.. versionadded:: 1.2

.. deprecated:: 1.2 Use \`\`x\`\`
   instead.`
    expect(inside(body)).toBe(
      String.raw`[![a \[tide\]](<img/a b.png>)](<https://example.org>)

Low *tide*.

![](<c.png>)

**Added in version 1.2.**

**Deprecated since version 1.2:** Use ${'`x`'}
instead.`,
    )
  })

  test('converts nested lists, and code within them', () => {
    expect(
      inside(
        '-   One::\n\n        x = 1\n\n    goes on.\n\n    -   inner\n    -   more\n-   Two\n\n#. first\n#. second',
      ),
    ).toBe(
      '- One:\n\n  ```\n  x = 1\n  ```\n\n  goes on.\n\n  - inner\n  - more\n- Two\n\n1. first\n1. second',
    )
  })

  test('converts code, notes, quotations, tables and definitions', () => {
    const body = `.. code-block:: python
   :linenos:

   x = \`\`\`1\`\`\`

.. note:: Mind
   the gap.

She said:

    a quotation

=====  =====
a      b
=====  =====
1      2
=====  =====

term
    what it means

>>> 1 + 1
2`
    expect(inside(body)).toBe(
      `\`\`\`\`python
x = \`\`\`1\`\`\`
\`\`\`\`

> [!NOTE]
> Mind
> the gap.

She said:

> a quotation

\`\`\`
=====  =====
a      b
=====  =====
1      2
=====  =====
\`\`\`

- **term**
  
  what it means

\`\`\`pycon
>>> 1 + 1
2
\`\`\``.replaceAll('  \n', '\n'),
    )
  })

  test('keeps other directives unchanged, and reports their lines; removes comments', () => {
    const found = section('1.2.0\n-----\n\n.. a comment\n   of two lines\n\n.. raw:: html\n   <b>\n')
    expect(found.text).toBe('```rst\n.. raw:: html\n   <b>\n```')
    expect(found.kept).toEqual([7])
  })

  test('is recognised by its suffix, or by its headings', () => {
    const rst = '1.2.0\n-----\n\n:pr:`1`\n'
    expect(findSection(rst, { file: 'CHANGES', version: '1.2.0', names: [] }).text).toBe('#1')
    expect(findSection('# 1.2.0\n\n:pr:`1`\n', { file: 'CHANGES', version: '1.2.0', names: [] }).text).toBe(
      ':pr:`1`',
    )
  })
})
