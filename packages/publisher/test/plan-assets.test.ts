import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Asset } from '@exuvia/model'
import { nameBehind, temporaryName } from '../src/intent.ts'
import { type PlanContext, type Step, planAssets } from '../src/plan-assets.ts'
import type { RemoteAsset } from '../src/shapes.ts'

const SHA = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)]
let nextId = 0

function remote(name: string, sha256: string | undefined, state = 'uploaded'): RemoteAsset {
  nextId += 1
  return { id: nextId, name, state, size: 1, sha256, downloadUrl: '', createdAt: 0 }
}

const wantedArb = fc
  .uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 })
  .map((names): Asset[] => names.map((name) => ({ name, path: '', size: 1, sha256: SHA[0] ?? '' })))
const NAMES = [
  'x',
  'y',
  'z',
  'other',
  ...['a', 'b'].flatMap((digit) => ['x', 'y', 'z'].map((name) => `${name}.exuvia-${digit.repeat(8)}`)),
]
const presentArb = fc
  .uniqueArray(fc.constantFrom(...NAMES))
  .chain((some) =>
    fc.tuple(
      ...some.map((name) =>
        fc.tuple(
          fc.constant(name),
          fc.constantFrom(SHA[0], SHA[1], undefined),
          fc.constantFrom('uploaded', 'uploaded', 'starter'),
        ),
      ),
    ),
  )
  .map((all) =>
    all.map(([name, sha256, state]) => remote(name, state === 'starter' ? undefined : sha256, state)),
  )

/** A server that carries out every step; returns its assets afterwards. */
function perform(present: readonly RemoteAsset[], steps: readonly Step[]): RemoteAsset[] {
  let now = [...present]
  for (const step of steps) {
    if (step.kind === 'remove' || step.kind === 'remove-starter' || step.kind === 'prune')
      now = now.filter((each) => each.id !== step.remote.id)
    if (step.kind === 'upload') now.push(remote(step.as, step.asset.sha256))
    if (step.kind === 'prove')
      now = now.map((each) => (each.id === step.remote.id ? { ...each, sha256: SHA[1] } : each))
    if (step.kind === 'settle') {
      now = now.filter((each) => each.id !== step.old?.id)
      now = now.map((each) => (each.id === step.remote.id ? { ...each, name: step.asset.name } : each))
    }
  }
  return now
}

function othersOf(all: readonly RemoteAsset[]): number[] {
  return all.filter((each) => each.name === 'other').map(({ id }) => id)
}

describe('the plan for assets', () => {
  it('ends from any state, with every intended byte in place and no temporary name left', () => {
    fc.assert(
      fc.property(wantedArb, presentArb, fc.boolean(), fc.boolean(), (wanted, start, published, ours) => {
        const context: PlanContext = {
          published,
          ours,
          replace: true,
          sent: new Set(),
          hashed: new Map(),
          superseded: new Map(),
        }
        let present: RemoteAsset[] = start
        for (let round = 0; round < 20; round += 1) {
          const steps = planAssets(wanted, present, context)
          if (steps.length === 0) break
          present = perform(present, steps)
        }
        expect(planAssets(wanted, present, context)).toEqual([])
        for (const { name, sha256 } of wanted)
          expect(present.filter((each) => each.name === name)).toMatchObject([{ sha256 }])
        const kept = present.filter((each) => wanted.some(({ name }) => name === nameBehind(each.name)))
        expect(kept).toEqual([])
        expect(othersOf(present)).toEqual(othersOf(start))
      }),
    )
  })

  it('gives a name on a public release that it replaces only to verified bytes, and removes the old ones only then', () => {
    fc.assert(
      fc.property(wantedArb, presentArb, (wanted, present) => {
        const context: PlanContext = {
          published: true,
          ours: false,
          replace: true,
          sent: new Set(),
          hashed: new Map(),
          superseded: new Map(),
        }
        const steps = planAssets(wanted, present, context)
        const names = new Set(wanted.map(({ name }) => name))
        const early = steps.filter((step) => step.kind === 'upload' && step.as !== temporaryName(step.asset))
        const unproven = steps.filter(
          (step) => step.kind === 'settle' && step.remote.sha256 !== step.asset.sha256,
        )
        const removed = steps.filter((step) => step.kind === 'remove' && names.has(step.remote.name))
        expect([early, unproven, removed]).toEqual([[], [], []])
      }),
    )
  })

  it('plans no temporary name on a public release without replace', () => {
    fc.assert(
      fc.property(wantedArb, presentArb, fc.boolean(), (wanted, present, isSent) => {
        const context: PlanContext = {
          published: true,
          ours: false,
          replace: false,
          sent: new Set(isSent ? present.map(({ id }) => id) : []),
          hashed: new Map(),
          superseded: new Map(),
        }
        const waiting = new Set(present.map(({ name }) => name))
        const steps = planAssets(wanted, present, context)
        const temporary = steps.filter((step) => step.kind === 'upload' && step.as !== step.asset.name)
        const settled = steps.filter((step) => step.kind === 'settle' && !waiting.has(step.remote.name))
        expect([...temporary, ...settled]).toEqual([])
      }),
    )
  })

  it('never touches other bytes unless it may replace them', () => {
    const context: PlanContext = {
      published: false,
      ours: false,
      replace: false,
      sent: new Set(),
      hashed: new Map(),
      superseded: new Map(),
    }
    const wanted = [{ name: 'x', path: '', size: 1, sha256: SHA[0] ?? '' }]
    expect(planAssets(wanted, [remote('x', SHA[1])], context)).toMatchObject([{ kind: 'conflict' }])
    expect(planAssets(wanted, [remote('x', SHA[1])], { ...context, ours: true })).toMatchObject([
      { kind: 'remove' },
    ])
  })

  it('replaces in an order that keeps a copy of every name, and old files until the new ones are in place', () => {
    const [mine = '', old = ''] = SHA
    const wanted = ['x', 'y', 'SHA256SUMS'].map((name) => ({ name, path: '', size: 1, sha256: mine }))
    const start = ['x', 'y', 'SHA256SUMS', 'gone', 'by-hand'].map((name) => remote(name, old))
    const context: PlanContext = {
      published: true,
      ours: false,
      replace: true,
      sent: new Set(),
      hashed: new Map(),
      superseded: new Map([
        ['gone', new Set([old])],
        ['by-hand', new Set([mine])],
      ]),
    }
    let present: RemoteAsset[] = start
    const order: string[] = []
    for (let steps = planAssets(wanted, present, context); steps.length > 0;) {
      order.push([...new Set(steps.map((step) => step.kind))].join())
      present = perform(present, steps)
      const names = present.map(({ name }) => name)
      for (const { name } of wanted)
        expect(names.some((each) => each === name || nameBehind(each) === name)).toBe(true)
      steps = planAssets(wanted, present, context)
    }
    expect(order).toEqual(['upload', 'upload', 'settle', 'prune', 'settle'])
    // What the list does not say with these very bytes is someone else's.
    expect(present.map(({ name }) => name).toSorted()).toEqual(['SHA256SUMS', 'by-hand', 'x', 'y'])
  })

  it('replaces a nearly full release in as many rounds as the free room requires', () => {
    const [mine = '', old = ''] = SHA
    const names = Array.from({ length: 990 }, (_, index) => `n${index}`)
    const wanted = names.map((name) => ({ name, path: '', size: 1, sha256: mine }))
    const context: PlanContext = {
      published: true,
      ours: false,
      replace: true,
      sent: new Set(),
      hashed: new Map(),
      superseded: new Map(),
    }
    let present = names.map((name) => remote(name, old))
    let most = 0
    for (let steps = planAssets(wanted, present, context); steps.length > 0;) {
      present = perform(present, steps)
      most = Math.max(most, present.length)
      steps = planAssets(wanted, present, context)
    }
    expect(most).toBe(1000)
    expect(present.every(({ sha256 }) => sha256 === mine)).toBe(true)
  })
})
