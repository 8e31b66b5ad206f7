/** Where the page starts: names the custom elements, and wakes Python once the figures are alive. */

import { NEAR } from './block';
import { CellBlock } from './cell';
import { showContents } from './contents';
import { embedded, showOneBlock } from './embedded';
import { FigureBlock } from './figure';
import { showGlossary } from './glossary';
import { showHelp } from './help';
import { offerMyWork } from './my-work';
import { watchMissingFiles } from './new-version';
import { offerNotebook } from './notebook';
import { keepOffline } from './offline';
import { loadPlotly } from './plotly-parts';
import { preparePrinting } from './printing';
import { showProgress } from './progress';
import { cells } from './python';
import { showRuntime } from './runtime';
import { offerLinks } from './share';
import { openLinks } from './shared';
import { missStyleSheet } from './style-sheet';
import { Summary } from './summary';
import { task } from './task';

/** After so many milliseconds the cells no longer wait for the figures. */
const LATE = 10_000;

if (embedded) showOneBlock();
watchMissingFiles();
missStyleSheet();
const begun = inTasks([
  // The first chart waits for nothing more than it must.
  () => document.querySelector('.chart') && void loadPlotly().catch(() => {}), // It is asked again.
  // Before the figures, what listens to them: printing, as charts measure the sheet after it.
  preparePrinting,
  showRuntime,
  () => !embedded && void keepOffline(),
  offerLinks, // Before the figures, on which it may have been asked for already: see early.ts.
  () => customElements.define('lesson-figure', FigureBlock),
  showContents,
  showGlossary,
  offerNotebook,
  offerMyWork,
  showHelp,
]);

let furnished: Promise<void> | null = null;
const furnish = () => {
  furnished ??= inTasks([
    () => customElements.define('lesson-cell', CellBlock),
    () => customElements.define('lesson-summary', Summary),
    showProgress,
    openLinks,
  ]);
  return furnished;
};

// What lies below the first figure, and Python for cells, which is large, come after that figure
// follows its slider.
let woken = false;
const others = () => {
  if (woken) return;
  woken = true;
  // First what takes longest, and needs nothing of this page's time.
  if (document.querySelector('lesson-cell') && !savesData()) wake();
  void furnish().then(() => savesData() && whenNear('lesson-cell', wake));
};
// Who has come to another place waits for that.
const { dataset } = document.documentElement;
if (dataset.arriving !== undefined) void begun.then(furnish).finally(arrive);
if (document.querySelector('lesson-figure')) {
  document.addEventListener('figures-settled', others);
  // Nor does who is at a cell already.
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Element && target.closest('lesson-cell')) others();
  });
  setTimeout(others, LATE);
} else {
  others();
}

document.querySelector('.lifeless')?.remove();

/** Each in a task of its own: a slow phone answers its reader between them. */
async function inTasks(steps: (() => unknown)[]): Promise<void> {
  for (const step of steps) {
    await task();
    await step();
  }
}

/** All is where it belongs: see arriving.ts. */
function arrive(): void {
  document.querySelector(':target')?.scrollIntoView();
  delete dataset.arriving;
}

function wake(): void {
  void cells.wake().catch(console.error);
}

/** Whether the reader has asked the browser to load no more than it must. */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

/** Calls back once, when the first of these elements has come near the screen. */
function whenNear(selector: string, then: () => void): void {
  const near = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      near.disconnect();
      then();
    },
    { rootMargin: NEAR },
  );
  for (const element of document.querySelectorAll(selector)) near.observe(element);
}
