/**
 * Words and figures are there before the script that listens to them: over a slow line for seconds.
 * What the reader does in a block meanwhile is done again as soon as the block hears of it.
 */

/** By the element on which it was done; of each only the last counts. */
const done = new Map<Element, () => void>();

const note = ({ target, type }: Event) => {
  const control = target instanceof Element ? target.closest('button, input') : null;
  const block = control?.closest(':not(:defined)');
  const again = block && control && againOf(control, type);
  if (!again) return;
  if (!done.has(control)) void customElements.whenDefined(block.localName).then(doAgain);
  done.set(control, again);
};

/** How to do it again; null for what another event tells as well. */
function againOf(control: Element, type: string): (() => void) | null {
  if (control instanceof HTMLButtonElement) return type === 'click' ? () => control.click() : null;
  if (!(control instanceof HTMLInputElement) || type === 'click') return null;
  const { value, checked } = control;
  const told = control.type === 'radio' ? 'change' : 'input';
  return () => {
    // What is half typed would be wiped out.
    if (control.value !== value) control.value = value;
    control.checked = checked;
    control.dispatchEvent(new Event(told, { bubbles: true }));
  };
}

function doAgain(): void {
  for (const [control, again] of done) {
    if (control.closest(':not(:defined)')) continue;
    done.delete(control);
    again();
  }
}

for (const type of ['click', 'input', 'change']) addEventListener(type, note, { capture: true });
