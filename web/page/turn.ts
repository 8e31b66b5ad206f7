/** Turning a solid chart without dragging it: four buttons that move its camera a step around. */

import type { Block } from './block';
import type { Direction } from './chart';
import { Part } from './part';

/** Radians of a step. */
const STEP = Math.PI / 12;
/** The steepest and the flattest look, in radians above the ground. */
const HIGHEST = Math.PI / 2 - 0.05;
const LOWEST = -Math.PI / 6;

export class Turn extends Part {
  static readonly selector = 'button.turn';

  constructor(block: Block, button: HTMLElement) {
    super(block, button);
    const { around = '0', up = '0' } = button.dataset;
    button.addEventListener('click', () => void this.#turn(Number(around), Number(up)));
  }

  async #turn(around: number, up: number): Promise<void> {
    const chart = this.block.solid(this.element);
    const camera = chart?.camera;
    if (!chart || !camera) return;
    const eye = moved(camera.eye, around * STEP, up * STEP);
    await chart.turn({ ...camera, eye, up: { x: 0, y: 0, z: 1 } });
  }
}

/** The eye at the same distance, so far around the upright axis and so far up. */
function moved({ x, y, z }: Direction, around: number, up: number): Direction {
  const distance = Math.hypot(x, y, z);
  const height = Math.min(HIGHEST, Math.max(LOWEST, Math.asin(z / distance) + up));
  const angle = Math.atan2(y, x) + around;
  const flat = distance * Math.cos(height);
  return { x: flat * Math.cos(angle), y: flat * Math.sin(angle), z: distance * Math.sin(height) };
}
