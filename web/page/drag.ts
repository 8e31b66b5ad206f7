/**
 * The reader's hand on a chart: points that can be dragged, curves that can be drawn, and maps on
 * which a click sets two sliders. A finger that takes hold of nothing scrolls the page as ever.
 */

import type { Block } from './block';
import type { Grip } from './grip';
import { Part } from './part';
import { isRecord, type Trace } from './picture';

/** How near to a point the pointer must be to take it, in pixels: a target 44 wide. */
const REACH = 22;

/** How far a finger may slip, in pixels, for its touch to be a tap. */
const SLIP = 8;

interface Axis {
  _offset: number;
  _length: number;
  range: [number, number];
}

/** A place on a chart, in the units of its axes. */
interface Spot {
  x: number;
  y: number;
}

/** What follows the hand until it lets go. */
interface Hold {
  pointer: number;
  scale: Scale;
  follow(spot: Spot): void;
  release(): void;
}

export class Drag extends Part {
  static readonly selector = '.charts';

  #hold: Hold | null = null;
  #tap: { event: PointerEvent; scale: Scale; set: (spot: Spot) => void } | null = null;

  constructor(block: Block, element: HTMLElement) {
    super(block, element);
    element.addEventListener('pointerdown', (event) => this.#down(event), { capture: true });
    element.addEventListener('pointermove', (event) => this.#move(event));
    element.addEventListener('pointerup', (event) => this.#up(event));
    element.addEventListener('pointercancel', () => this.#cancel());
    element.addEventListener('pointerleave', () => this.#point(''));
    // Only a touch that holds something may not scroll, so this listener cannot be passive.
    element.addEventListener(
      'touchstart',
      (event) => {
        if (this.#hold) event.preventDefault();
      },
      { passive: false, capture: true },
    );
  }

  #down(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0 || this.#hold) return;
    const found = this.#find(event);
    if (!found) return;
    const { scale, trace, what, point } = found;
    if (what === 'sets' && event.pointerType === 'touch' && !point) {
      this.#tap = { event, scale, set: this.#setter(trace) };
      return;
    }
    const hold = this.#grasp(event.pointerId, found);
    if (!hold) return;
    this.#hold = hold;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.#point(what === 'moves' ? 'grabbing' : 'aim');
    if (what !== 'moves') hold.follow(scale.spot(event));
  }

  #move(event: PointerEvent): void {
    if (!this.#hold) {
      if (event.pointerType === 'touch') return;
      const found = this.#find(event);
      this.#point(!found ? '' : found.what === 'moves' ? 'grab' : 'aim');
    } else if (event.pointerId === this.#hold.pointer) {
      this.#hold.follow(this.#hold.scale.spot(event));
    }
  }

  #up(event: PointerEvent): void {
    if (this.#tap) {
      const { event: down, scale, set } = this.#tap;
      const slipped = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
      if (event.pointerId === down.pointerId && slipped <= SLIP) set(scale.spot(event));
    }
    if (!this.#hold || event.pointerId === this.#hold.pointer) this.#cancel();
  }

  #cancel(): void {
    this.#tap = null;
    this.#hold?.release();
    this.#hold = null;
    this.#point('');
  }

  /** Shows by the pointer's shape what it would do here. */
  #point(shape: string): void {
    for (const name of ['grab', 'grabbing', 'aim']) {
      this.element.classList.toggle(name, name === shape);
    }
  }

  #grasp(pointer: number, { scale, trace, what, index }: Found): Hold | null {
    if (what === 'sets') return { pointer, scale, follow: this.#setter(trace), release() {} };
    const grip = this.block.grip(trace);
    if (!grip) return null;
    const follow =
      what === 'moves'
        ? ({ x, y }: Spot) =>
            grip.set(
              new Map([
                [2 * index, x],
                [2 * index + 1, y],
              ]),
            )
        : drawer(grip, trace.x as Float64Array);
    return { pointer, scale, follow, release: () => grip.release() };
  }

  #setter(trace: Trace): (spot: Spot) => void {
    const [across, up] = role(trace, 'sets') as [string, string];
    return ({ x, y }) => {
      this.block.sliders.set({ [across]: x, [up]: y });
      this.block.send();
    };
  }

  /** What the pointer would take hold of. */
  #find(event: PointerEvent): Found | null {
    for (const [i, chart] of (this.block.picture?.charts ?? []).entries()) {
      const plot = this.block.chart(i)?.plot;
      if (!plot?.contains(event.target as Node)) continue;
      const scale = Scale.of(plot);
      if (!scale) continue;
      for (const trace of chart.data) {
        const index = role(trace, 'moves') ? scale.nearest(trace, event) : -1;
        if (index >= 0) return { scale, trace, what: 'moves', index, point: true };
      }
      if (!scale.holds(event)) continue;
      for (const trace of chart.data) {
        if (role(trace, 'draws')) return { scale, trace, what: 'draws', index: -1, point: false };
        const names = role(trace, 'sets');
        if (!Array.isArray(names)) continue;
        const value = (name: string) =>
          this.block.sliders.values[this.block.sliders.names.indexOf(name)] ?? Number.NaN;
        const here = { x: value(names[0]), y: value(names[1]) };
        const point = scale.distance(here, event) <= REACH;
        return { scale, trace, what: 'sets', index: -1, point };
      }
    }
    return null;
  }
}

interface Found {
  scale: Scale;
  trace: Trace;
  what: 'moves' | 'draws' | 'sets';
  /** of the point that is moved */
  index: number;
  /** whether the pointer is on a point, rather than somewhere on the chart */
  point: boolean;
}

/** What a trace lets the reader do: {"moves": name}, {"draws": name}, {"sets": [name, name]}. */
function role(trace: Trace, what: Found['what']): unknown {
  return isRecord(trace.meta) ? trace.meta[what] : undefined;
}

/** Draws a curve: each x that the hand passes gets the y at which it passed. */
function drawer(grip: Grip, places: Float64Array): (spot: Spot) => void {
  let last: { i: number; y: number } | null = null;
  return ({ x, y }) => {
    const distances = Array.from(places, (place) => Math.abs(place - x));
    const i = distances.indexOf(Math.min(...distances));
    const from = last ?? { i, y };
    const numbers = new Map<number, number>();
    const steps = Math.max(1, Math.abs(i - from.i));
    for (let step = 1; step <= steps; step++) {
      const share = step / steps;
      numbers.set(Math.round(from.i + (i - from.i) * share), from.y + (y - from.y) * share);
    }
    last = { i, y };
    grip.set(numbers);
  };
}

/** Where a chart's axes are on the screen, as they were when the hand took hold. */
class Scale {
  private constructor(
    private readonly plot: HTMLElement,
    private readonly x: Axis,
    private readonly y: Axis,
  ) {}

  /** Null for a chart without flat axes. */
  static of(plot: HTMLElement): Scale | null {
    const layout = (plot as { _fullLayout?: { xaxis?: Axis; yaxis?: Axis } })._fullLayout;
    if (!layout?.xaxis?._length || !layout.yaxis?._length) return null;
    const copy = ({ _offset, _length, range }: Axis): Axis => ({
      _offset,
      _length,
      range: [Number(range[0]), Number(range[1])],
    });
    return new Scale(plot, copy(layout.xaxis), copy(layout.yaxis));
  }

  /** The place under the pointer, or the nearest within the axes. */
  spot(event: PointerEvent): Spot {
    const { across, up } = this.#shares(event);
    return { x: along(this.x, across), y: along(this.y, up) };
  }

  holds(event: PointerEvent): boolean {
    const { across, up } = this.#shares(event);
    return across >= 0 && across <= 1 && up >= 0 && up <= 1;
  }

  /** From a place to the pointer, in pixels. */
  distance({ x, y }: Spot, event: PointerEvent): number {
    const { across, up } = this.#shares(event);
    const dx = (share(this.x, x) - across) * this.x._length;
    const dy = (share(this.y, y) - up) * this.y._length;
    return Math.hypot(dx, dy);
  }

  /** The index of the trace's point nearest to the pointer; −1 if none is within reach. */
  nearest({ x, y }: Trace, event: PointerEvent): number {
    if (!(x instanceof Float64Array) || !(y instanceof Float64Array)) return -1;
    const distances = Array.from(x, (value, i) =>
      this.distance({ x: value, y: y[i] ?? Number.NaN }, event),
    );
    const least = Math.min(...distances);
    return least <= REACH ? distances.indexOf(least) : -1;
  }

  #shares(event: PointerEvent): { across: number; up: number } {
    const box = this.plot.getBoundingClientRect();
    return {
      across: (event.clientX - box.left - this.x._offset) / this.x._length,
      up: 1 - (event.clientY - box.top - this.y._offset) / this.y._length,
    };
  }
}

function share({ range: [start, end] }: Axis, value: number): number {
  return (value - start) / (end - start);
}

/** A value on an axis by its share of the length, rounded to what a hand can aim at. */
function along({ range: [start, end] }: Axis, share: number): number {
  const span = Math.abs(end - start);
  const decimals = Math.max(2, 3 - Math.floor(Math.log10(span)));
  const value = start + Math.min(1, Math.max(0, share)) * (end - start);
  return Number(value.toFixed(Math.min(decimals, 20)));
}
