/**
 * The glossary: a term opens its meaning on a press. Here it also opens while the pointer rests on
 * it or the keyboard's focus stands on it, and finds its place beside the term.
 */

/** How long the pointer rests before a meaning opens, and may be away before it closes. */
const REST = 250;

/** Between a term and its meaning, and between the meaning and the screen's edge, in pixels. */
const GAP = 6;

export function showGlossary(): void {
  for (const term of document.querySelectorAll<HTMLButtonElement>('button.term')) {
    const meaning = document.getElementById(term.getAttribute('popovertarget') ?? '');
    if (meaning) new Term(term, meaning);
  }
}

/** The term whose meaning is open; several terms may share one meaning. */
let opened: Term | null = null;

class Term {
  #timer = 0;
  /** Pressed: it stays open when the pointer or the focus goes. */
  #pinned = false;

  constructor(
    private readonly term: HTMLButtonElement,
    private readonly meaning: HTMLElement,
  ) {
    term.setAttribute('aria-describedby', meaning.id);
    // The browser's own toggle would close what hovering or the focus has just opened.
    term.addEventListener('click', (event) => {
      event.preventDefault();
      if (opened === this && this.#pinned) {
        this.#close();
      } else {
        this.#open();
        this.#pinned = true;
      }
    });
    term.addEventListener('focus', () => {
      if (term.matches(':focus-visible')) this.#open();
    });
    term.addEventListener('blur', () => this.#leave(0));
    for (const element of [term, meaning]) {
      element.addEventListener('pointerenter', (event) => {
        if (event.pointerType === 'mouse') this.#enter(element);
      });
      element.addEventListener('pointerleave', (event) => {
        if (event.pointerType === 'mouse') this.#leave(REST);
      });
    }
    meaning.addEventListener('toggle', (event) => {
      if (event.newState === 'closed') this.#closed();
    });
  }

  #enter(element: HTMLElement): void {
    clearTimeout(this.#timer);
    if (element === this.term) this.#timer = window.setTimeout(() => this.#open(), REST);
  }

  #leave(after: number): void {
    clearTimeout(this.#timer);
    if (this.#pinned || opened !== this) return;
    this.#timer = window.setTimeout(() => this.#close(), after);
  }

  #open(): void {
    clearTimeout(this.#timer);
    if (opened === this) return;
    if (opened) opened.#closed();
    opened = this;
    if (!this.meaning.matches(':popover-open')) this.meaning.showPopover();
    place(this.meaning, this.term);
    this.term.classList.add('open');
  }

  #close(): void {
    this.meaning.hidePopover();
    this.#closed();
  }

  #closed(): void {
    clearTimeout(this.#timer);
    if (opened !== this) return;
    opened = null;
    this.#pinned = false;
    this.term.classList.remove('open');
  }
}

/** Puts a meaning below its term, or above it where there is more room, and on the screen. */
function place(meaning: HTMLElement, term: HTMLElement): void {
  const at = term.getBoundingClientRect();
  const { width, height } = meaning.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.min(Math.max(at.left, GAP), clientWidth - width - GAP);
  const below = at.bottom + GAP;
  const above = at.top - GAP - height;
  const top = below + height > clientHeight && above > 0 ? above : below;
  meaning.style.left = `${left + scrollX}px`;
  meaning.style.top = `${top + scrollY}px`;
}
