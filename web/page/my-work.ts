/** "Save my work", "Open my work" and "Start again": the lesson's work as a whole. */

import { forget } from './kept';
import { saveFile } from './save-file';
import { site } from './site';
import { NoWork, readWork, replacedBy, takeOver, type Work, workAsText } from './work-file';

const TYPE = 'application/json';

const REFUSED = 'This browser has no room for your work, or may not keep it.';

export function offerMyWork(): void {
  const place = document.querySelector<HTMLElement>('.my-work');
  if (place) new MyWork(place);
}

class MyWork {
  readonly #file: HTMLInputElement;

  constructor(private readonly place: HTMLElement) {
    this.#file = place.querySelector('input[type=file]') as HTMLInputElement;
    this.#press('button.save', () => save());
    this.#press('button.open', () => this.#file.click());
    this.#press('button.start-again', () => void this.#startAgain());
    this.#press('dialog .save-first', () => save());
    this.#file.addEventListener('change', () => void this.#open());
  }

  async #open(): Promise<void> {
    const [file] = this.#file.files ?? [];
    // The same file may be chosen again.
    this.#file.value = '';
    if (!file) return;
    try {
      const work = await readWork(file);
      if (!(await this.#agreed('dialog.opening', () => this.#describe(work)))) return;
      if (!takeOver(work)) throw new NoWork(REFUSED);
      location.reload();
    } catch (error) {
      if (!(error instanceof NoWork)) console.error(error);
      this.#tell(error instanceof NoWork ? error.message : 'This file cannot be read.');
    }
  }

  /** Says what a file would replace. */
  #describe({ saved, blocks }: Work): void {
    const replaced = replacedBy({ lesson: site.lesson, saved, blocks });
    const date = new Date(saved);
    const day = Number.isNaN(date.valueOf()) ? '' : ` of ${date.toLocaleString()}`;
    const rest = 'Everything else stays as it is, and so does what you have reached.';
    const counted = Object.keys(blocks).filter((id) => document.getElementById(id)).length;
    this.#find('dialog.opening .says').textContent =
      replaced.length === 0
        ? `The work${day} has ${counted} of this lesson's figures and cells. It replaces nothing of yours.`
        : `The work${day} would replace yours in these figures and cells. ${rest}`;
    this.#find('dialog.opening .save-first').hidden = replaced.length === 0;
    this.#find('dialog.opening ul').replaceChildren(
      ...replaced.map((id) => {
        const item = document.createElement('li');
        item.textContent = document.getElementById(`${id}-title`)?.textContent ?? id;
        return item;
      }),
    );
  }

  async #startAgain(): Promise<void> {
    if (!(await this.#agreed('dialog.starting-again', () => {}))) return;
    forget();
    location.reload();
  }

  /** Asks by a dialog of the page; false for Cancel and for Escape. */
  async #agreed(selector: string, fill: () => void): Promise<boolean> {
    const dialog = this.#find(selector) as HTMLDialogElement;
    this.#tell('');
    fill();
    dialog.returnValue = '';
    dialog.showModal();
    await new Promise((settle) => dialog.addEventListener('close', settle, { once: true }));
    return dialog.returnValue === 'yes';
  }

  #tell(text: string): void {
    this.#find('.told').textContent = text;
  }

  #press(selector: string, pressed: () => void): void {
    for (const button of this.place.querySelectorAll(selector)) {
      button.addEventListener('click', pressed);
    }
  }

  #find(selector: string): HTMLElement {
    return this.place.querySelector(selector) as HTMLElement;
  }
}

function save(): void {
  saveFile(workAsText(), `${site.lesson}-my-work.json`, TYPE);
}
