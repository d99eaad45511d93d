import { type ExuviaError, refusal } from '@exuvia/model'
import { openRegular } from '../open-regular.ts'
import { bunzip } from './bunzip.ts'
import { type Unpacked, readPieces } from './file-pieces.ts'
import { gunzipFile } from './gunzip.ts'
import { type OnPacked, overheard } from './overheard.ts'
import { PackedError } from './packed-error.ts'
import { unxz } from './unxz.ts'
import { unzstd } from './unzstd.ts'

/** Compressed data, a single stream of bytes each. */
export type PackedKind = 'gzip' | 'xz' | 'bzip2' | 'zstd'

type Unpack = (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>

const UNPACK: Readonly<Record<Exclude<PackedKind, 'gzip'>, Unpack>> = {
  xz: unxz,
  bzip2: bunzip,
  zstd: unzstd,
}

export function isPackedKind(kind: string | undefined): kind is PackedKind {
  return kind === 'gzip' || (kind !== undefined && Object.hasOwn(UNPACK, kind))
}

/**
 * Unpacks a compressed file, in bounded memory. The caller bounds the output.
 * @param onPacked gets every byte of the file, once it is read to its end
 */
export function unpackFile(file: string, kind: PackedKind, onPacked?: OnPacked): Unpacked {
  if (kind === 'gzip') return gunzipFile(file, onPacked)
  let packed = 0
  return {
    packed: () => packed,
    bytes: (async function* () {
      const { handle, size } = await openRegular(file)
      try {
        const source = readPieces(handle, 0, size, (count) => (packed += count))
        yield* UNPACK[kind](overheard(source, onPacked))
      } finally {
        await handle.close()
      }
    })(),
  }
}

/** What an error of `unpackFile` says of an archive; other errors stay as they are. */
export function packedRefusal(error: unknown, file: string, kind: PackedKind): unknown {
  if (!(error instanceof PackedError)) return error
  return refusalFor(error, file, kind)
}

function refusalFor(error: PackedError, file: string, kind: PackedKind): ExuviaError {
  const { message: reason } = error
  switch (error.reason) {
    case 'cut-off':
      return refusal('archive-truncated', { file, reason }, { cause: error })
    case 'unsupported':
      return refusal('archive-unsupported', { file, reason: `${kind}: ${reason}` }, { cause: error })
    default:
      return refusal('archive-damaged', { file, format: kind, reason }, { cause: error })
  }
}
