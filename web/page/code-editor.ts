/** The place where code is written: the editor, or a plain field where the editor did not come. */

import { chunk } from './chunk';
import type { EditorOptions } from './editor';
import { Notices } from './notices';
import type { NumberList } from './number-list';

const PLAIN = 'The editor could not be loaded. In this plain field your code can be run as well.';

export interface CodeEditor {
  text: string;
  /** The list of points that the code assigns to `name`, if it is written out in numbers. */
  points(name: string): NumberList | null;
  mark(line: number | null): void;
  focus(): void;
}

/**
 * Opens an editor in place of all that is there; `again` asks for a better one. `options` is asked
 * when the editor has come: what it is to show may be another text by then.
 */
export async function openEditor(
  place: HTMLElement,
  options: () => EditorOptions,
  again: () => void,
): Promise<CodeEditor> {
  try {
    const { Editor } = await chunk('editor', () => import('./editor'));
    const chosen = options();
    place.replaceChildren();
    Notices.below(place).say(place, '');
    return new Editor(place, chosen);
  } catch (error) {
    console.error(error);
    const chosen = options();
    place.replaceChildren();
    Notices.below(place).say(place, PLAIN, again);
    return new PlainEditor(place, chosen);
  }
}

class PlainEditor implements CodeEditor {
  readonly #field = document.createElement('textarea');

  constructor(place: HTMLElement, { text, describedBy, run, changed }: EditorOptions) {
    const field = this.#field;
    field.className = 'code';
    field.spellcheck = false;
    field.autocapitalize = 'off';
    field.rows = text.split('\n').length + 1;
    field.setAttribute('aria-label', 'Python code');
    field.setAttribute('aria-describedby', describedBy);
    field.value = text;
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
      event.preventDefault();
      run();
    });
    field.addEventListener('input', () => changed(false));
    place.append(field);
  }

  get text(): string {
    return this.#field.value;
  }

  set text(text: string) {
    this.#field.value = text;
  }

  points(): null {
    return null;
  }

  /** A plain field cannot mark a line: the error's sentence names it. */
  mark(): void {}

  focus(): void {
    this.#field.focus();
  }
}
