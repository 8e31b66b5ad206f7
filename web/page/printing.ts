/**
 * On paper every chart is in its current state, in the light theme and as wide as the sheet. What
 * was not drawn yet has not been changed either (see beginLater in block.ts): its static picture shows
 * its current state.
 */

/** While it prints, the page has this attribute; print.css gives charts the sheet's measures. */
const PRINTING = 'data-printing';

export function isPrinting(): boolean {
  return document.documentElement.hasAttribute(PRINTING);
}

let themeBefore: string | undefined;

/** Before anything else of the page is set up: whoever listens later finds all in place. */
export function preparePrinting(): void {
  const page = document.documentElement;
  addEventListener('beforeprint', () => {
    themeBefore = page.dataset.theme;
    page.dataset.theme = 'light';
    page.setAttribute(PRINTING, '');
  });
  addEventListener('afterprint', () => {
    page.removeAttribute(PRINTING);
    if (themeBefore === undefined) delete page.dataset.theme;
    else page.dataset.theme = themeBefore;
  });
}
