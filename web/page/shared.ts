/**
 * Opens links that carry a block's state. It is shown, marked as shared; nothing of it runs, and
 * what the reader has is touched only when they take the shared state over.
 */

import { Block } from './block';
import { BrokenLink, blockIn, stateIn } from './fragment';
import { writeAll } from './kept';
import { stateToShare } from './share';
import type { State } from './state';

const NOWHERE = 'This link leads to a figure or cell that is not in this lesson.';
const TROUBLE = 'This link cannot be shown. The lesson is as you left it.';

/** The state that was the reader's own, by the block that shows a shared one. */
const mine = new WeakMap<Block, State>();

/** Settles when the state that the page's own address carries is shown. */
export async function openLinks(): Promise<void> {
  addEventListener('hashchange', () => void open());
  await open();
}

async function open(): Promise<void> {
  tell('');
  const { hash } = location;
  try {
    const state = await stateIn(hash);
    if (!state) return;
    const block = document.getElementById(blockIn(hash));
    if (!(block instanceof Block)) throw new BrokenLink(NOWHERE);
    show(block, state);
    block.scrollIntoView();
    await block.stands();
  } catch (error) {
    if (!(error instanceof BrokenLink)) console.error(error);
    tell(error instanceof BrokenLink ? error.message : TROUBLE);
  }
}

function show(block: Block, state: State): void {
  if (!mine.has(block)) {
    // What waits to be written is the reader's own.
    writeAll();
    mine.set(block, stateToShare(block));
    block.prepend(bar(block));
  }
  block.shared = true;
  block.restore(state);
}

/** Says what is shown, and lets the reader choose. */
function bar(block: Block): HTMLElement {
  const element = document.createElement('p');
  element.className = 'shared';
  const says = document.createElement('span');
  says.textContent = 'This is a shared state.';
  const close = () => {
    mine.delete(block);
    block.shared = false;
    element.remove();
    history.replaceState(null, '', `#${block.id}`);
    const title = block.querySelector<HTMLElement>('.title');
    title?.setAttribute('tabindex', '-1');
    title?.focus();
  };
  const keep = choice('Keep it as mine', () => {
    close();
    block.based = block.beginning;
    block.touched();
    block.taken();
  });
  const back = choice('Back to mine', () => {
    const own = mine.get(block) ?? {};
    close();
    block.restore(own);
  });
  element.append(says, keep, back);
  return element;
}

function choice(name: string, chosen: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = name;
  button.addEventListener('click', chosen);
  return button;
}

/** Says in a corner of the page what is wrong with a link. */
function tell(sentence: string): void {
  const sign = document.querySelector('.link-trouble');
  if (!sign) return;
  sign.replaceChildren(sentence);
  if (sentence) sign.append(choice('Close', () => tell('')));
}
