import { START_FORMS, type StartForm, type StartMeasurements } from '@exuvia/model'
import { z } from 'zod'

// As in schema.ts: strict, in the order of the written file, and bounded against a hostile one.

const MOST = { artifacts: 10_000, commands: 10_000, runs: 10_000, text: 1000 } as const

const text = z.string().max(MOST.text)
const label = text.min(1)
const milliseconds = z.number().min(0).max(86_400_000)

const time = {
  median: milliseconds.describe('Milliseconds.'),
  lower: milliseconds.describe('The lower quartile: a quarter of the runs took less.'),
  upper: milliseconds.describe('The upper quartile: a quarter of the runs took more.'),
}

const form = z
  .enum(START_FORMS as unknown as [StartForm, ...StartForm[]])
  .describe(
    'From source without a bytecode cache, from source with __pycache__, from what compileall -b makes, or with bin/NAME of the release.',
  )

const result = z.discriminatedUnion('kind', [
  z.strictObject({ form, kind: z.literal('measured'), ...time }),
  z.strictObject({ form, kind: z.literal('not-measured'), reason: label.describe('Why there is no time.') }),
])

const command = z
  .strictObject({
    command: label.describe('As it is typed: tidemark --help.'),
    empty: z
      .strictObject(time)
      .optional()
      .describe('A program of this Python that does nothing. Absent if no form was measured.'),
    forms: z.array(result).max(START_FORMS.length),
  })
  .describe('The times of one command.')

const artifact = z
  .strictObject({
    file: label.describe('Its name on the release.'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('Of the tarball that was measured.'),
    target: label,
    machine: z
      .strictObject({
        system: label.describe('linux x64'),
        processor: text.describe('What the system calls its processor; empty if it does not.'),
        cores: z.int().min(1).max(1_000_000),
      })
      .describe('Where it was measured.'),
    python: label.describe('Exact version of the Python that ran it: 3.12.1.'),
    network: z
      .enum(['off', 'open'])
      .describe('Whether each run was in a network namespace of its own; it is a part of each time.'),
    runs: z.int().min(1).max(MOST.runs).describe('Counted runs of each form.'),
    commands: z.array(command).max(MOST.commands),
  })
  .describe('How long the commands of one tarball take to start.')

export const START_SCHEMA = z
  .strictObject({
    schema: z.literal('exuvia.start/1').describe('Format and version.'),
    name: label.describe('Name of the project, in its own spelling.'),
    version: label.describe('The version of the release.'),
    artifacts: z.array(artifact).max(MOST.artifacts),
  })
  .describe(
    '<name>-<version>.start.json: how long the commands of a release took to start, on one machine.',
  ) satisfies z.ZodType<StartMeasurements>
