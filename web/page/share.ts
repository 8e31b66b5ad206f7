/** "Copy link" below every block: an address that opens the lesson with the block in this state. */

import { Block } from './block';
import { fragmentOf } from './fragment';
import { site } from './site';
import { isEmpty, type State } from './state';

const TOO_LONG = 'This is too long for a link. Save your work as a file instead.';

/** What of a block's height a frame needs beside it, in pixels. */
const AROUND = 64;

export function offerLinks(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('.share button') : null;
    const block = button?.closest<HTMLElement>('.block');
    const share = button?.closest<HTMLElement>('.share');
    if (button && block && share) void copy(block, share, button.matches('.copy-embed'));
  });
}

async function copy(block: HTMLElement, share: HTMLElement, embed: boolean): Promise<void> {
  const told = share.querySelector('.told') as HTMLElement;
  const field = share.querySelector('input') as HTMLInputElement;
  told.textContent = '';
  const state = stateToShare(block);
  // Whoever embeds a block that is as it begins wants no mark on it; other parts have no state.
  const plain = !(block instanceof Block) || (embed && isEmpty(state));
  const fragment = plain ? `#${block.id}` : await fragmentOf(block.id, state);
  if (fragment === null) {
    told.textContent = TOO_LONG;
    return;
  }
  const text = embed ? frameOf(block, fragment) : linkTo(fragment);
  const copied = await toClipboard(text);
  field.hidden = copied;
  if (copied) {
    told.textContent = 'Copied';
  } else {
    field.value = text;
    field.focus();
    field.select();
    told.textContent = 'Copy it from here:';
  }
  share.querySelector('.copy-embed')?.removeAttribute('hidden');
}

/** What is kept of a block, and where the camera of its chart stands. */
export function stateToShare(block: HTMLElement): State {
  if (!(block instanceof Block)) return {};
  const camera = block.solid()?.camera;
  if (!camera) return block.state;
  const { eye, up, center } = camera;
  return { ...block.state, camera: { eye, up, center } };
}

function linkTo(fragment: string): string {
  return location.origin + location.pathname + fragment;
}

/** HTML for somebody else's page. */
function frameOf(block: HTMLElement, fragment: string): string {
  const address = new URL(`../embed.html?lesson=${encodeURIComponent(site.lesson)}`, linkTo(''));
  const title = block.querySelector('.title')?.textContent ?? '';
  const height = Math.ceil(block.offsetHeight + AROUND);
  const attributes = {
    src: address.href + fragment,
    title,
    width: '100%',
    height: String(height),
    loading: 'lazy',
    allow: 'clipboard-write',
  };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `<iframe ${written.join(' ')}></iframe>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** False where the browser refuses, or has no clipboard: on plain http for one. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
