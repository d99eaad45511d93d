import { formatBytes } from '../src/sizes.ts'
import { byId, element } from './element.ts'
import { type Placed, divide } from './layout.ts'
import { type Part, mainKind, partsBySize, unwrapped } from './tree.ts'

/** Square pixels of the smallest part that can be pressed, and of the smallest that is coloured. */
const LEAST_PRESSED = 24 * 24
const LEAST_COLOURED = 12
/** Parts that can be pressed, however small. */
const LEAST_SHOWN = 60
/** About the most rectangles of one picture. */
const MOST_COLOURED = 4000

const SVG = 'http://www.w3.org/2000/svg'

/**
 * Draws a part of the release: a button for each of its parts, and below the buttons the colours of what is in
 * them. Every area is in proportion to its bytes, exactly, because nothing has a margin.
 */
export class Treemap {
  readonly #at: HTMLElement
  #way: readonly Part[] = []

  constructor(at: HTMLElement) {
    this.#at = at
    at.addEventListener('keydown', (event) => this.#onKey(event))
    new ResizeObserver(() => {
      if (at.clientWidth !== this.#width) this.#draw()
    }).observe(at)
  }

  #width = 0
  #height = 0

  show(root: Part): void {
    this.#way = [unwrapped(root)]
    this.#draw()
  }

  #open(part: Part): void {
    if (part.parts === undefined) return
    this.#way = [...this.#way, unwrapped(part)]
    this.#draw()
    this.#focusFirst()
  }

  #back(length: number): void {
    if (length < 1 || length >= this.#way.length) return
    this.#way = this.#way.slice(0, length)
    this.#draw()
    this.#focusFirst()
  }

  #focusFirst(): void {
    this.#at.querySelector<HTMLElement>('button')?.focus({ preventScroll: true })
  }

  #draw(): void {
    const part = this.#way.at(-1)
    if (part === undefined) return
    const width = this.#at.clientWidth
    const height = Math.round(Math.min(Math.max(width * 0.56, 300), Math.max(320, window.innerHeight * 0.7)))
    this.#width = width
    this.#height = height
    this.#at.style.height = `${height}px`
    const perPixel = part.size / (width * height)
    const parts = partsBySize(part, perPixel * LEAST_PRESSED, LEAST_SHOWN)
    const places = divide(parts, { x: 0, y: 0, width, height })
    const list = element('div', { role: 'group', 'aria-label': `Parts of ${part.name}, the largest first` })
    for (const [index, place] of places.entries()) list.append(this.#button(place, part, index === 0))
    this.#at.replaceChildren(colours(places, width, height, perPixel), list)
    this.#crumbs()
    byId('scale', HTMLElement).textContent = scaleOf(part, perPixel, parts.length)
  }

  #button({ part, x, y, width, height }: Placed, whole: Part, isFirst: boolean): HTMLElement {
    const share = `${((part.size / whole.size) * 100).toFixed(1)} %`
    const size = formatBytes(part.size)
    const canOpen = part.parts !== undefined
    const files = `${part.files.toLocaleString('en-US')} ${part.files === 1 ? 'file' : 'files'}`
    const words = `${part.name} ${size} · ${share}, ${files}`
    const button = element('button', {
      type: 'button',
      class: canOpen ? 'cell' : 'cell leaf',
      title: words,
      'aria-label': canOpen ? `${words}. Opens` : words,
      'data-bytes': String(part.size),
      tabindex: isFirst ? '0' : '-1',
    })
    Object.assign(
      button.style,
      percent({ left: x, width }, this.#width),
      percent({ top: y, height }, this.#height),
    )
    if (width >= 44 && height >= 22) {
      const label = element('span', { class: 'label' }, [element('b', {}, [part.name])])
      if (height >= 40) label.append(' ', element('span', {}, [width >= 120 ? `${size} · ${share}` : size]))
      button.append(label)
    }
    button.addEventListener('click', () => this.#open(part))
    return button
  }

  #crumbs(): void {
    byId('crumbs', HTMLElement).replaceChildren(
      ...this.#way.map((part, index) => {
        if (index === this.#way.length - 1)
          return element('li', {}, [element('span', { 'aria-current': 'true' }, [part.name])])
        const button = element('button', { type: 'button', class: 'link' }, [part.name])
        button.addEventListener('click', () => this.#back(index + 1))
        return element('li', {}, [button])
      }),
    )
  }

  /** One part is in the order of Tab; the arrow keys move among them, and Escape goes back. */
  #onKey(event: KeyboardEvent): void {
    const cells = [...this.#at.querySelectorAll<HTMLElement>('button.cell')]
    const at = cells.indexOf(document.activeElement as HTMLElement)
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: cells.length - 1,
    }
    const to = steps[event.key]
    if (event.key === 'Escape' || event.key === 'Backspace') this.#back(this.#way.length - 1)
    else if (to === undefined) return
    else {
      for (const cell of cells) cell.tabIndex = -1
      const next = cells[Math.max(0, Math.min(cells.length - 1, to))]
      if (next !== undefined) {
        next.tabIndex = 0
        next.focus({ preventScroll: true })
      }
    }
    event.preventDefault()
  }
}

/** The colours of the files inside, as far as they are large enough to be seen. */
function colours(places: readonly Placed[], width: number, height: number, perPixel: number): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
  svg.setAttribute('preserveAspectRatio', 'none')
  svg.setAttribute('aria-hidden', 'true')
  const least = Math.max(LEAST_COLOURED, (width * height) / MOST_COLOURED)
  const queue = [...places]
  for (let at = 0; at < queue.length; at++) {
    const place = queue[at]
    if (place === undefined) break
    const inner = partsBySize(place.part, perPixel * least, 0)
    if (inner.length > 0 && place.width * place.height > 2 * least) {
      for (const each of divide(inner, place)) queue.push(each)
      continue
    }
    const rect = document.createElementNS(SVG, 'rect')
    rect.setAttribute('class', `k${mainKind(place.part)}`)
    for (const [name, value] of Object.entries({
      x: place.x,
      y: place.y,
      width: place.width,
      height: place.height,
    }))
      rect.setAttribute(name, value.toFixed(2))
    svg.append(rect)
  }
  return svg
}

/** Parts of the whole, so that the map fits paper too, where no script draws it again. */
function percent(lengths: Readonly<Record<string, number>>, whole: number): Record<string, string> {
  return Object.fromEntries(Object.entries(lengths).map(([key, value]) => [key, `${(value / whole) * 100}%`]))
}

/** Says what a pixel stands for, and what the keys do. */
function scaleOf(part: Part, perPixel: number, count: number): string {
  const one = perPixel >= 10 ? formatBytes(Math.round(perPixel)) : `${perPixel.toFixed(2)} B`
  return `${part.name}: ${formatBytes(part.size)} unpacked in ${part.files.toLocaleString('en-US')} files, ${count} parts. One square pixel stands for ${one}. Press a part to look inside; the arrow keys move, Escape goes back.`
}
