import { unsafePath } from '@exuvia/files'
import { z } from 'zod'

// Texts of an answer go into file names, messages and the logs of a workflow, so they are checked on arrival.

/** Characters of a name or an address: many times GitHub's longest. */
const MAX_TEXT = 65_536

export const TEXT = z.string().max(MAX_TEXT)

/** One line without anything that moves a cursor, opens a workflow command or hides. */
export const WORD = TEXT.refine(
  (text) => text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text),
)

/** The name of an asset, which becomes a file name. */
export const FILE_NAME = WORD.refine((name) => !name.includes('/') && unsafePath(name) === undefined)

/** A tag: git-check-ref-format(1) allows no more. */
export const TAG_NAME = WORD.refine((tag) => tag !== '' && !/[\s~^:?*[\\]|\.\.|@\{|^[-/]|\/$|\/\//.test(tag))

/** `owner/name`. */
export const FULL_NAME = TEXT.regex(/^[\w.-]+\/[\w.-]+$/)

/** The address of a page or of bytes. */
export const ADDRESS = WORD.refine((text) => /^https?:\/\//.test(text) && URL.canParse(text))

/** A number of bytes. */
export const SIZE = z.int().nonnegative()
