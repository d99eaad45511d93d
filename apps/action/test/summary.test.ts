import { type Finding, type ReleaseManifest, finding, refusal } from '@exuvia/model'
import { describe, expect, test } from 'vitest'

import { findingsOutput } from '../src/outputs.ts'
import { renderSummary } from '../src/summary.ts'

const MIB = 1024 * 1024

function manifestOf(version: string, targets: number, size: number): ReleaseManifest {
  return {
    schema: 'exuvia.manifest/1',
    name: 'harbour',
    version,
    sourceDate: 0,
    compilers: [],
    decisions: [],
    artifacts: Array.from({ length: targets }, (_, index) => ({
      kind: 'application' as const,
      file: `harbour-${version}-cp312-p${index}.tar.gz`,
      target: `cp312-p${index}`,
      size: size + index,
      sha256: version.at(-1)?.repeat(64) ?? '',
      sizes: { source: 300, bytecode: 200, unpacked: 500, compressed: size + index },
      files: [],
    })),
  }
}

function skipped(path: string, severity: Finding['severity'] = 'warning'): Finding {
  return finding('file-skipped', severity, { path }, { reason: 'a link' })
}

describe('the summary', () => {
  test('says how sizes changed since the last release, and where the new one is', () => {
    const text = renderSummary({
      manifest: manifestOf('1.1', 1, 1500),
      previous: manifestOf('1.0', 1, 1000),
      release: { url: 'https://github.com/octocat/hello/releases/tag/v1.1', published: true },
      findings: [],
      lines: [],
    })
    expect(text).toContain('Published: https://github.com/octocat/hello/releases/tag/v1.1')
    expect(text).toContain('### Since 1.0')
    expect(text).toMatch(/^\| `cp312-p0` \| 1\.0 kB \| 1\.5 kB \| \+500 B \(\+50 %\)/m)
  })

  test('begins with what ended the run, and lists the most severe finding first', () => {
    const text = renderSummary({
      failure: refusal('policy', { errors: '1 *error*' }),
      findings: [skipped('note.py', 'note'), skipped('warning.py'), skipped('error.py', 'error')],
      lines: [],
    })
    expect(text.startsWith('**policy check failed: 1 &#42;error&#42;**\n')).toBe(true)
    const rows = text.split('\n').filter((line) => /^\| (?:error|warning|note) /.test(line))
    expect(rows.map((line) => line.split(' | ')[2])).toEqual(['error.py', 'warning.py', 'note.py'])
  })

  test('shows names as they are, whatever stands in them', () => {
    const text = renderSummary({
      findings: [skipped('a|b`c\n<img src=x>[d](e)@octocat\u001b[31m')],
      lines: [],
    })
    const row = text.split('\n').find((line) => line.startsWith('| warning')) ?? ''
    expect(row.split('|')).toHaveLength(6)
    const shown = row.replaceAll('<!-- -->', '')
    for (const mark of ['`', '<', '@', '\u001b', '[d]']) expect(shown).not.toContain(mark)
  })

  test.each([
    ['findings', 30_000, 1],
    ['targets', 1, 9000],
    ['both', 30_000, 9000],
  ])('keeps within a mebibyte with many %s, and says what it leaves out', (_, findings, targets) => {
    const text = renderSummary({
      failure: refusal('policy', { errors: 'refused: |'.repeat(200_000) }),
      manifest: manifestOf('1.1', targets, 1500),
      previous: manifestOf('1.0', targets, 1000),
      findings: Array.from({ length: findings }, (__, index) => skipped(`é${index}.py`)),
      lines: [],
    })
    expect(Buffer.byteLength(text)).toBeLessThan(MIB)
    expect(text.includes('more findings are in the log')).toBe(findings > 1)
    expect(text.includes('Shows the 200 largest changes')).toBe(targets > 1)
    expect(text).toContain('| warning | file-skipped | é0.py |')
  })
})

describe('the findings as an output', () => {
  test('are JSON with their sentences, the most severe first', () => {
    const output = JSON.parse(findingsOutput([skipped('a.py'), skipped('b.py', 'error')])) as object
    expect(output).toMatchObject({
      schema: 'exuvia.findings/1',
      counts: { error: 1, warning: 1, note: 0 },
      omitted: 0,
      findings: [
        { severity: 'error', code: 'file-skipped', subject: { path: 'b.py' }, message: 'left out: a link' },
        { severity: 'warning' },
      ],
    })
  })

  test('name inputs instead of options, as the summary does', () => {
    const differs = finding('publish-asset-differs', 'error', { artifact: 'a.whl' }, { tag: 'v1' })
    for (const text of [findingsOutput([differs]), renderSummary({ findings: [differs], lines: [] })]) {
      expect(text).toContain('pass replace: true to replace them')
      expect(text).not.toContain('--replace')
    }
  })

  test('are as many as a variable has room for, and say how many are left out', () => {
    const text = findingsOutput(Array.from({ length: 20_000 }, (_, index) => skipped(`${index}.py`)))
    expect(Buffer.byteLength(`FINDINGS=${text}`)).toBeLessThan(128 * 1024)
    const { counts, omitted, findings } = JSON.parse(text) as {
      counts: { warning: number }
      omitted: number
      findings: object[]
    }
    expect(counts.warning).toBe(20_000)
    expect(findings.length).toBeGreaterThan(400)
    expect(omitted + findings.length).toBe(20_000)
  })
})
