/** The summary at a lesson's end: what the reader has trained, solved and reached on this device. */

import { Chart } from './chart';
import { kept } from './kept';
import { Part } from './part';
import { type ChartPicture, isRecord, type Picture, type Trace } from './picture';
import { isPassed, whenProgressed } from './progress';

/** The name under which a training cell counts its iterations. */
const COUNTER = 'iteration_counter';

/** Told on the document when a run has come to rest; its detail is the cell's id. */
const TRAINED = 'lesson-trained';

/** What a training cell showed when its run last came to rest. */
interface Trained {
  readouts: [string, string][];
  chart: ChartPicture;
}

/** Keeps what a player's run has come to: every picture that a rest brings into the block. */
export class TrainedKeeper extends Part {
  static readonly selector = '.player';

  override show({ charts }: Picture): void {
    const readouts = [...this.block.querySelectorAll('output')].map((output): [string, string] => [
      output.getAttribute('aria-label') ?? '',
      output.textContent ?? '',
    ]);
    const begun = readouts.some(([name, text]) => name === COUNTER && Number(text) > 0);
    const usable = readouts.every(([, text]) => Number.isFinite(Number(text)));
    const [chart] = charts;
    if (!begun || !usable || !chart) return;
    const trained: Trained = { readouts, chart: { ...chart, data: chart.data.map(plain) } };
    this.block.keep({ trained });
    document.dispatchEvent(new CustomEvent(TRAINED, { detail: this.block.id }));
  }
}

export class Summary extends HTMLElement {
  #chart: Chart | null = null;

  connectedCallback(): void {
    const { cell } = this.dataset;
    if (cell) this.#follow(cell);
    whenProgressed(() => this.#count());
    this.#count();
  }

  /** cell: the id of what was trained, which an embedded summary has not beside it */
  #follow(cell: string): void {
    const frame = this.querySelector<HTMLElement>('.chart');
    if (frame) this.#chart = new Chart(frame);
    document.addEventListener(TRAINED, () => this.#show(cell));
    this.#show(cell);
  }

  #show(cell: string): void {
    const { trained } = kept(cell);
    if (!isTrained(trained)) return;
    const list = this.querySelector('.readouts');
    list?.replaceChildren(...trained.readouts.map(([name, value]) => entry(name, value)));
    const place = this.querySelector<HTMLElement>('.trained');
    if (place) place.hidden = false;
    this.querySelector('.untrained')?.setAttribute('hidden', '');
    void this.#chart?.show(trained.chart).catch(console.error);
  }

  #count(): void {
    for (const task of this.querySelectorAll<HTMLElement>('.tasks li')) {
      const passed = isPassed(task.dataset.cell ?? '');
      const state = task.querySelector('.state');
      if (state) state.textContent = passed ? 'solved' : 'open';
      task.classList.toggle('passed', passed);
    }
    const goals = [...document.querySelectorAll('.goals [role=checkbox]')];
    const reached = goals.filter((goal) => goal.ariaChecked === 'true').length;
    const line = this.querySelector<HTMLElement>('.goals-reached');
    if (!line || goals.length === 0) return;
    line.hidden = false;
    line.textContent =
      reached === goals.length
        ? `You have reached all ${goals.length} of the goals under the pictures.`
        : `You have reached ${reached} of the ${goals.length} goals under the pictures.`;
  }
}

/** A trace as JSON can keep it; the player makes its own invisible, for it draws above them. */
function plain({ opacity, ...trace }: Trace): Trace {
  const kept = Object.entries(trace).map(([name, value]) => [
    name,
    value instanceof Float64Array ? [...value] : value,
  ]);
  return { ...Object.fromEntries(kept), ...(opacity ? { opacity } : {}) };
}

function isTrained(value: unknown): value is Trained {
  if (!isRecord(value) || !Array.isArray(value.readouts) || !isRecord(value.chart)) return false;
  const { data, layout, says } = value.chart;
  const named = value.readouts.every((pair) => Array.isArray(pair) && pair.every(isText));
  return named && Array.isArray(data) && data.every(isRecord) && isRecord(layout) && isText(says);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function entry(name: string, value: string): HTMLElement {
  const element = document.createElement('div');
  const term = document.createElement('dt');
  const number = document.createElement('dd');
  term.textContent = name;
  // A count has no decimals, though all readouts are written with four.
  number.textContent = Number.isInteger(Number(value)) ? String(Number(value)) : value;
  element.append(term, number);
  return element;
}
