/** The parts of Emscripten's NODEFS that decide whether a file changes. */
export interface NodeFolders {
  readonly node_ops: Record<string, (...args: never[]) => unknown>
  readonly stream_ops: Record<string, (...args: never[]) => unknown>
}

/** A file or folder, or an open one, as NODEFS passes it. */
interface Held {
  readonly mount?: { readonly opts?: { readonly root?: string } }
  readonly node?: Held
  readonly flags?: number
}

/** EROFS in WebAssembly's numbering of errors (WASI). */
const READ_ONLY = 69

/** Emscripten's `O_ACCMODE`, `O_CREAT` and `O_TRUNC`, which are Linux's. */
const CHANGES = 0o3 | 0o100 | 0o1000

/** What changes a folder, and which argument is in it. */
const CHANGING = ['mknod', 'rename', 'unlink', 'rmdir', 'symlink', 'setattr'] as const

/**
 * Makes a mounted folder of the machine read-only: what would change it fails with EROFS, as on a disk that is
 * mounted so.
 */
export function guardWrites(
  { node_ops: nodes, stream_ops: streams }: NodeFolders,
  root: string,
  ErrnoError: new (code: number) => Error,
): void {
  const isInside = (held: Held | undefined): boolean => held?.mount?.opts?.root === root
  for (const name of CHANGING) {
    const change = nodes[name]
    if (change === undefined) continue
    nodes[name] = (...args: never[]) => {
      if (args.some((each) => typeof each === 'object' && isInside(each))) throw new ErrnoError(READ_ONLY)
      // few: the arguments of one operation.
      return change(...args)
    }
  }
  const open = streams['open']
  if (open === undefined) return
  streams['open'] = (...args: never[]) => {
    const [stream] = args as readonly Held[]
    if (isInside(stream?.node) && ((stream?.flags ?? 0) & CHANGES) !== 0) throw new ErrnoError(READ_ONLY)
    // few: the stream alone.
    return open(...args)
  }
}
