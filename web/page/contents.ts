/** Where the reader is: the table of contents follows the scroll. */

/** Wide enough for the contents to stand beside the text; the same in contents.css. */
const BESIDE = '(width >= 80rem)';

/** A section is being read from when its heading has come above this share of the screen. */
const READING_LINE = 0.3;

export function showContents(): void {
  const contents = document.querySelector<HTMLElement>('nav.contents');
  if (contents) new Contents(contents);
}

class Contents {
  readonly #details: HTMLDetailsElement;
  readonly #here: HTMLElement;
  readonly #sections: { heading: HTMLElement; link: HTMLAnchorElement }[];
  #current: HTMLAnchorElement | null = null;
  #waiting = false;

  constructor(private readonly nav: HTMLElement) {
    this.#details = nav.querySelector('details') as HTMLDetailsElement;
    this.#here = nav.querySelector('.here') as HTMLElement;
    this.#sections = [...nav.querySelectorAll('a')].flatMap((link) => {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return heading ? [{ heading, link }] : [];
    });
    const beside = matchMedia(BESIDE);
    const fit = () => {
      this.#details.open = beside.matches;
    };
    fit();
    beside.addEventListener('change', fit);
    const close = () => {
      if (!beside.matches) this.#details.open = false;
    };
    nav.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('a')) close();
    });
    nav.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || beside.matches || !this.#details.open) return;
      close();
      nav.querySelector('summary')?.focus();
    });
    document.addEventListener('pointerdown', (event) => {
      if (event.target instanceof Node && !nav.contains(event.target)) close();
    });
    addEventListener('scroll', () => this.#soon(), { passive: true });
    addEventListener('resize', () => this.#soon(), { passive: true });
    this.#follow();
  }

  #soon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#follow();
    });
  }

  #follow(): void {
    const { scrollHeight, clientHeight } = document.documentElement;
    const read = scrollHeight > clientHeight ? scrollY / (scrollHeight - clientHeight) : 1;
    const line = innerHeight * READING_LINE;
    const atEnd = read > 0.999 && scrollY > 0;
    const begun = this.#sections.filter(
      // What is folded away, as most of a page that has just come, has no place yet.
      ({ heading }) =>
        atEnd || (heading.getClientRects()[0]?.top ?? Number.POSITIVE_INFINITY) <= line,
    );
    this.nav.style.setProperty('--read', String(Math.min(1, Math.max(0, read))));
    const link = begun.at(-1)?.link ?? null;
    if (link === this.#current) return;
    this.#current?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'location');
    this.#current = link;
    this.#here.textContent = link?.textContent ?? '';
    if (link) reveal(link);
  }
}

/** Scrolls the list, and nothing else, so far that the link can be seen. */
function reveal(link: HTMLElement): void {
  const list = link.closest<HTMLElement>('nav.contents .list');
  if (!list || list.scrollHeight <= list.clientHeight) return;
  const place = link.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  const margin = frame.height / 4;
  if (place.top < frame.top + margin) list.scrollTop -= frame.top + margin - place.top;
  if (place.bottom > frame.bottom - margin) list.scrollTop += place.bottom - frame.bottom + margin;
}
