/** "View from above": turns the camera over a surface, and back to where the reader had it. */

import type { Block } from './block';
import type { Camera, Direction } from './chart';
import { Part } from './part';

/**
 * Seen from above as on a map: the first axis to the right, the second one up. Not quite from above,
 * as Plotly's turntable keeps the third axis upright, and would turn the map by itself.
 */
const ABOVE: Camera = {
  eye: { x: 0, y: -0.002, z: 1.9 },
  up: { x: 0, y: 0, z: 1 },
  center: { x: 0, y: 0, z: 0 },
};

const DURATION = 400;

export class ViewFromAbove extends Part {
  static readonly selector = 'button.above';

  #before: Camera | null = null;

  constructor(block: Block, button: HTMLElement) {
    super(block, button);
    button.addEventListener('click', () => void this.#turn());
  }

  async #turn(): Promise<void> {
    const chart = this.block.solid(this.element);
    const here = chart?.camera;
    if (!chart || !here) return;
    const target = this.#before ?? ABOVE;
    this.#before = this.#before ? null : structuredClone(here);
    this.element.setAttribute('aria-pressed', String(this.#before !== null));
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
      const begun = performance.now();
      for (let share = 0; share < 1; share = (performance.now() - begun) / DURATION) {
        await chart.turn(between(here, target, share));
        await new Promise(requestAnimationFrame);
      }
    }
    await chart.turn(target);
  }
}

function between(from: Camera, to: Camera, share: number): Camera {
  const eased = share * share * (3 - 2 * share);
  return {
    eye: mixed(from.eye, to.eye, eased),
    up: mixed(from.up, to.up, eased),
    center: mixed(from.center, to.center, eased),
  };
}

function mixed(from: Direction, to: Direction, share: number): Direction {
  const mix = (a: number, b: number) => a + (b - a) * share;
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), z: mix(from.z, to.z) };
}
