/**
 * On a touch screen a solid chart would swallow the swipe that was meant to scroll the page. So it
 * lies under a cover until it is tapped, and is covered again when the reader taps elsewhere.
 */

import type { Block } from './block';
import { Part } from './part';
import { isSolid, type Picture } from './picture';

export class TouchToTurn extends Part {
  static readonly selector = '.chart';

  #cover: HTMLElement | null = null;

  constructor(block: Block, frame: HTMLElement) {
    super(block, frame);
    document.addEventListener('pointerdown', ({ target }) => {
      if (this.#cover && !(target instanceof Node && frame.contains(target))) {
        this.#cover.hidden = false;
      }
    });
  }

  override show(picture: Picture): void {
    if (this.#cover || !matchMedia('(any-pointer: coarse)').matches) return;
    const frames = [...this.block.querySelectorAll(TouchToTurn.selector)];
    const chart = picture.charts[frames.indexOf(this.element)];
    if (!chart || !isSolid(chart)) return;
    const cover = document.createElement('div');
    cover.className = 'cover';
    cover.textContent = 'Tap to turn';
    cover.addEventListener('click', () => {
      cover.hidden = true;
    });
    this.element.append(cover);
    this.#cover = cover;
  }
}
