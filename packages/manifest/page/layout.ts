import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import type { Part } from './tree.ts'

export interface Placed {
  readonly part: Part
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Divides a rectangle among parts, in proportion to their bytes and without a gap. */
export function divide(parts: readonly Part[], { x, y, width, height }: Omit<Placed, 'part'>): Placed[] {
  interface Node {
    readonly part?: Part
    readonly children?: readonly Node[]
  }
  const root = hierarchy<Node>({ children: parts.map((part) => ({ part })) }, (node) => node.children).sum(
    (node) => node.part?.size ?? 0,
  )
  const placed = treemap<Node>().tile(treemapSquarify.ratio(1.4)).size([width, height])(root)
  return (placed.children ?? []).flatMap(({ data: { part }, x0, y0, x1, y1 }) =>
    part === undefined ? [] : [{ part, x: x + x0, y: y + y0, width: x1 - x0, height: y1 - y0 }],
  )
}
