/** Sentences at a place where something is missing, with a button that tries again. */

interface Notice {
  element: HTMLElement;
  /** those who miss it, and how each tries again */
  by: Map<object, (() => void) | undefined>;
}

export class Notices {
  static readonly #places = new WeakMap<Element, Notices>();

  readonly #notices = new Map<string, Notice>();

  private constructor(private readonly put: (notice: HTMLElement) => void) {}

  static below(place: Element): Notices {
    let notices = Notices.#places.get(place);
    if (!notices) {
      notices = new Notices((notice) => place.after(notice));
      Notices.#places.set(place, notices);
    }
    return notices;
  }

  /** For what is over in a moment: nothing moves, least of all under the reader's hand. */
  static over(place: Element): Notices {
    return new Notices((notice) => {
      notice.classList.add('over');
      place.append(notice);
    });
  }

  /** Says what someone misses, in place of what they missed before; an empty text for nothing. */
  say(who: object, text: string, again?: () => void): void {
    for (const [said, { element, by }] of this.#notices) {
      if (said === text || !by.delete(who) || by.size > 0) continue;
      element.remove();
      this.#notices.delete(said);
    }
    if (text === '') return;
    // Two who miss the same say it once.
    const notice = this.#notices.get(text) ?? this.#write(text, again !== undefined);
    notice.by.set(who, again);
  }

  #write(text: string, button: boolean): Notice {
    const element = document.createElement('p');
    element.className = 'notice';
    element.role = 'status';
    const notice: Notice = { element, by: new Map() };
    this.#notices.set(text, notice);
    element.append(text);
    if (button) {
      const again = document.createElement('button');
      again.type = 'button';
      again.textContent = 'Try again';
      again.addEventListener('click', () => {
        for (const retry of [...notice.by.values()]) retry?.();
      });
      element.append(' ', again);
    }
    this.put(element);
    return notice;
  }
}
