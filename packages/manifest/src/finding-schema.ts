import { CATALOGUE, type Code, type Finding } from '@exuvia/model'
import { z } from 'zod'

/** Far above what a release reports. */
const MOST = { items: 100_000, text: 100_000, arguments: 100 } as const

const text = z.string().max(MOST.text)
const count = z.int().min(0)

const code = text.refine(
  (value) => Object.hasOwn(CATALOGUE, value),
  'expected the code of a message',
) as z.ZodType<string> as z.ZodType<Code>

/** A finding of a known code, as data. Its sentence escapes all arguments. */
const finding = z.strictObject({
  code,
  severity: z.enum(['error', 'warning', 'note']),
  subject: z.strictObject({
    path: text.optional(),
    line: count.optional(),
    column: count.optional(),
    distribution: text.optional(),
    wheels: count.optional(),
    target: text.optional(),
    targets: z.array(text).max(MOST.items).optional(),
    artifact: text.optional(),
    key: text.optional(),
  } satisfies Record<keyof Finding['subject'], z.ZodType>),
  args: z
    .record(text, z.union([text, z.number(), z.array(text).max(MOST.items)]))
    .refine((args) => Object.keys(args).length <= MOST.arguments, 'expected fewer arguments'),
})

export const FINDINGS_SCHEMA = z.array(finding).max(MOST.items)
