/**
 * One line of RECORD (binary distribution format; "recording installed projects"). Hash
 * and size are empty for RECORD itself and its signatures.
 */
export interface RecordRow {
  /** With `/`, relative to the folder that contains the `.dist-info`. */
  readonly path: string
  /** As written: `sha256=` and the digest in URL-safe base64 without padding. */
  readonly hash: string
  /** As written, in bytes. */
  readonly size: string
}

/** Reads RECORD: CSV with Excel's quoting, as Python's csv module writes it. Skips rows without a path. */
export function parseRecord(text: string): RecordRow[] {
  return parseCsv(text).rows.flatMap(([path = '', hash = '', size = '']) =>
    path === '' ? [] : [{ path: path.replaceAll('\\', '/'), hash, size }],
  )
}

/**
 * What is wrong with RECORD as CSV: pip, uv or `installer` stop at it. Undefined if each line has a path and
 * three fields.
 */
export function problemOfForm(text: string): string | undefined {
  if (text.startsWith('\uFEFF')) return 'RECORD begins with a byte order mark'
  // What a decoder puts in the place of other bytes.
  if (text.includes('\uFFFD')) return 'RECORD is not UTF-8'
  const { rows, isQuoteOpen } = parseCsv(text)
  if (isQuoteOpen) return 'RECORD has a quotation mark that does not end'
  const wrong = rows.findIndex(([path, ...fields]) => path === '' || fields.length !== 2)
  if (wrong === -1) return undefined
  const fields = rows[wrong] ?? []
  const line = `line ${wrong + 1} of RECORD`
  if (fields.length === 3) return `${line} has no path`
  const found =
    fields.join('') === '' ? 'is empty' : `has ${fields.length} field${fields.length === 1 ? '' : 's'}`
  return `${line} ${found}; expected a path, a digest and a size`
}

/** Makes the row of a file. */
export function recordRow(path: string, sha256: string, size: number): RecordRow {
  return { path, hash: `sha256=${Buffer.from(sha256, 'hex').toString('base64url')}`, size: String(size) }
}

/** Makes the row of a file without a hash: RECORD itself and its signatures. */
export function unhashedRow(path: string): RecordRow {
  return { path, hash: '', size: '' }
}

/** Formats one line of RECORD, without its end. */
export function formatRecordRow({ path, hash, size }: RecordRow): string {
  return `${quoteField(path)},${hash},${size}`
}

/** Formats RECORD, with rows in the given order. */
export function formatRecord(rows: readonly RecordRow[]): string {
  return rows.map((row) => `${formatRecordRow(row)}\n`).join('')
}

/** Whether a file of a `.dist-info` folder is RECORD or a signature of it. */
export function isRecordName(name: string): boolean {
  return /^RECORD(?:\.jws|\.p7s)?$/.test(name)
}

function quoteField(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

interface Csv {
  /** With the empty lines. */
  readonly rows: readonly (readonly string[])[]
  readonly isQuoteOpen: boolean
}

/** Parses rows of CSV with Excel's quoting, as Python's csv module writes it. */
function parseCsv(text: string): Csv {
  const rows: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  const endRow = (): void => {
    row.push(field)
    field = ''
    rows.push(row)
    row = []
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (quoted) {
      if (char !== '"') field += char
      else if (text[at + 1] === '"') field += text[++at]
      else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') {
      row.push(field)
      field = ''
    } else if (char === '\n') endRow()
    else if (char !== '\r') field += char
  }
  if (field !== '' || row.length > 0) endRow()
  return { rows, isQuoteOpen: quoted }
}
