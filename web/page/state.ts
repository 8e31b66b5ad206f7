/** What the reader has made of a block: what the device keeps of it, and what a link carries. */

import type { Camera, Direction } from './chart';
import { isRecord } from './picture';

/** Whatever is not named here is as the lesson begins with it. */
export interface State {
  code?: string;
  /** values by the names of their sliders */
  sliders?: Record<string, number>;
  /** the figure's own numbers: points that were dragged, curves that were drawn */
  numbers?: number[];
  /** of the first chart, where that is a solid one */
  camera?: Camera;
  /** how fast the block's player plays */
  speed?: number;
}

/** In letters: more than anybody writes, and little enough for a browser to keep. */
export const MOST_CODE = 1_000_000;
const MOST_NUMBERS = 10_000;

/** Reads a state that came from elsewhere. Whatever is none of ours is left out. */
export function stateOf(value: unknown): State {
  if (!isRecord(value)) return {};
  const { code, sliders, numbers, camera, speed } = value;
  return {
    ...(typeof code === 'string' && code.length <= MOST_CODE ? { code } : {}),
    ...(isNumbersByName(sliders) ? { sliders } : {}),
    ...(isNumbers(numbers) ? { numbers } : {}),
    ...(isCamera(camera) ? { camera } : {}),
    ...(Number.isFinite(speed) ? { speed: speed as number } : {}),
  };
}

export function isEmpty(state: State): boolean {
  return Object.keys(state).length === 0;
}

function isNumbersByName(value: unknown): value is Record<string, number> {
  return isRecord(value) && Object.values(value).every(Number.isFinite);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= MOST_NUMBERS && value.every(Number.isFinite);
}

function isCamera(value: unknown): value is Camera {
  if (!isRecord(value) || ![value.eye, value.up, value.center].every(isDirection)) return false;
  // From its own middle, or from beyond sight, nothing can be drawn.
  const { x, y, z } = value.eye as Direction;
  const distance = Math.hypot(x, y, z);
  return distance > 0.01 && distance < 100;
}

function isDirection(value: unknown): value is Direction {
  return isRecord(value) && [value.x, value.y, value.z].every(Number.isFinite);
}
