/**
 * What can be told of a `.cmd` without Windows: its text, held against the rules of the command interpreter. The job
 * `windows` of `.github/workflows/ci.yml` runs it.
 */
import { describe, expect, test } from 'vitest'
import { type LauncherOptions, renderCmdLauncher, renderLauncher } from '../src/index.ts'
import { LAUNCHER } from './support.ts'

const OPTIONS: LauncherOptions = {
  ...LAUNCHER,
  script: 'tide & time',
  siblings: ['cp311', 'cp312'].map((runtime) => ({
    runtime,
    file: `tidemark-1.2.0-${runtime}-win_amd64.zip`,
  })),
}

function linesOf(options: Partial<LauncherOptions> = {}): string[] {
  return renderCmdLauncher({ ...OPTIONS, ...options }).split('\r\n')
}

/** The characters of a line that are outside double quotes, which toggle; a caret there escapes. */
function outsideQuotes(line: string): string {
  return line
    .split('"')
    .filter((_, index) => index % 2 === 0)
    .join('"')
}

/** Commands of a subroutine or of the whole file, without comments. */
function commandsOf(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '' && !/^(?:rem |@echo)/.test(line))
}

describe('bin/NAME.cmd', () => {
  test('is ASCII with CR LF line ends, without the name of the command', () => {
    const text = renderCmdLauncher(OPTIONS)
    expect(/^[\x20-\x7e\r\n]*$/.test(text)).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(text).not.toContain(OPTIONS.script)
    expect(text).not.toMatch(/@[A-Z_]+@/)
  })

  test('searches for the most exact name, then py with the version, then general names', () => {
    const searches = linesOf().filter((line) => line.startsWith('call :find'))
    expect(searches).toEqual([
      'call :find python3.12',
      'call :find py -3.12',
      'call :find python3',
      'call :find python',
      'call :find python3.11',
    ])
    expect(linesOf({ runtime: 'cp313t' })).toContain('call :find py -3.13t')
    expect(
      linesOf({ runtime: 'pp39', siblings: [] }).filter((line) => line.startsWith('call :find')),
    ).toEqual(['pypy3.9', 'pypy3', 'pypy', 'python3', 'python'].map((name) => `call :find ${name}`))
  })

  test('asks a Python what the shell asks it, in quotes that cmd.exe keeps', () => {
    const probe = linesOf().find((line) => line.includes(' -c "')) ?? ''
    const code = /-c "([^"]*)" <nul >nul 2>nul$/.exec(probe)?.[1] ?? ''
    expect(renderLauncher(OPTIONS)).toContain(code.replaceAll("'", '"'))
    expect(code).not.toMatch(/[%^&|<>]/)
  })

  test('puts every value of the environment, and every path, in quotes', () => {
    // %ERRORLEVEL% is a number, and %_xv_option% and %_xv_flag% are empty or an option of py.
    // `for` splits PATH in quotes, which its `";"` closes and opens, and its own variable is in quotes.
    const known = /%(?:ERRORLEVEL|_xv_option|_xv_flag|\*)%?/g
    for (const line of commandsOf(linesOf())) {
      expect(
        outsideQuotes(line.replaceAll(/%\w+:(?:["\\/]=|;=";")%/g, '%x%').replace(/%%[df] in/, '')).replaceAll(
          known,
          '',
        ),
      ).not.toMatch(/%[A-Za-z_~]/)
    }
  })

  test('expands no variable in a comment or an argument of call', () => {
    const lines = linesOf()
    for (const line of lines.filter((each) => each.startsWith('rem '))) expect(line).not.toContain('%')
    for (const line of lines.filter((each) => each.includes('call '))) {
      expect(/call .*$/.exec(line)?.[0]).not.toContain('%')
    }
  })

  test('jumps only to labels that it has, each once', () => {
    const lines = linesOf()
    const labels = lines.filter((line) => line.startsWith(':'))
    expect(new Set(labels).size).toBe(labels.length)
    const named = lines.flatMap((line) =>
      [...line.matchAll(/(?:goto |call :)(\w+)/g)].map(([, label]) => label),
    )
    // Without a Python, a label that is missing ends the file, and the rest of the line gives the status.
    const ends = lines.filter((line) => line.includes('_xv_end'))
    expect(new Set(ends)).toEqual(new Set(['goto _xv_end 2>nul || "%ComSpec%" /d /c exit 127']))
    expect(labels).not.toContain(':_xv_end')
    expect([...labels, ':_xv_end']).toEqual(expect.arrayContaining(named.map((label) => `:${label}`)))
  })

  test('starts Python with its last line, whose status is that of the file, and clears its variables there', () => {
    const lines = linesOf()
    const at = lines.findIndex((line) => line.endsWith(' %*'))
    expect(lines.filter((line) => line.includes('%*'))).toHaveLength(1)
    expect(lines.slice(at + 1)).toEqual([''])
    const start = lines[at] ?? ''
    expect(start.endsWith(' & "%_xv_python%" %_xv_option% "%_xv_file%" %*')).toBe(true)
    const cleared = [...start.matchAll(/set "(\w+)="/g)].map(([, name]) => name)
    const used = lines.flatMap((line) => [...line.matchAll(/_xv_(?!end)\w+/g)].map(([name]) => name))
    expect(new Set(cleared)).toEqual(new Set(used))
  })

  test('finds no program by a bare name, because cmd.exe looks in the current folder first', () => {
    const words = commandsOf(linesOf())
      .filter((line) => !line.startsWith(':'))
      .map((line) => /^(?:>&2 )?(\S+)/.exec(line)?.[1])
    expect(new Set(words)).toEqual(
      new Set(['setlocal', 'set', 'call', 'if', 'goto', 'echo', 'exit', 'for', '"%_xv_program%"']),
    )
  })
})
