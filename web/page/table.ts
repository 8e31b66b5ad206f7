/**
 * "Show as table": the chart's numbers for those who read them rather than see them. What can be
 * dragged in the chart has number fields here.
 */

import type { Block } from './block';
import { Part } from './part';
import { type ChartPicture, isRecord, type Picture, type Trace } from './picture';

const AXES = ['x', 'y', 'z'] as const;

/** Fills a disclosure with a picture's numbers whenever it is open. */
export class Table extends Part {
  static readonly selector = 'details.table';

  #picture: Picture | null = null;
  #tables: TraceTable[] = [];

  constructor(block: Block, element: HTMLElement) {
    super(block, element);
    element.addEventListener('toggle', () => this.#fill());
  }

  override show(picture: Picture): void {
    this.#picture = picture;
    this.#fill();
  }

  #fill(): void {
    if (!this.element.hasAttribute('open') || !this.#picture) return;
    const drawn = this.#picture.charts.flatMap((chart) =>
      chart.data.map((trace) => ({ trace, chart })),
    );
    const told = drawn.filter(({ trace }) => trace.hoverinfo !== 'skip');
    // A table that keeps its shape keeps its cells, and a field in it the reader's cursor.
    const same = told.length === this.#tables.length;
    if (same && told.every(({ trace }, i) => this.#tables[i]?.show(trace))) return;
    this.#tables = told.map(({ trace, chart }) => new TraceTable(this.block, trace, chart));
    this.element
      .querySelector('.tables')
      ?.replaceChildren(...this.#tables.map(({ element }) => element));
  }
}

/** The table of one trace: a row a point. */
class TraceTable {
  readonly element = document.createElement('table');
  readonly #shape: string;
  /** for each axis its cells, or the fields in them */
  readonly #cells: (HTMLElement | HTMLInputElement)[][];
  #trace: Trace;

  constructor(
    private readonly block: Block,
    trace: Trace,
    chart: ChartPicture,
  ) {
    this.#trace = trace;
    this.#shape = shape(trace);
    this.element.createCaption().textContent = String(trace.name ?? '');
    const columns = columnsOf(trace);
    const head = this.element.createTHead().insertRow();
    const body = this.element.createTBody();
    const rows = Array.from(columns[0]?.values ?? [], () => body.insertRow());
    this.#cells = columns.map(({ axis }) => {
      const heading = document.createElement('th');
      heading.scope = 'col';
      heading.textContent = axis;
      head.append(heading);
      return rows.map((row, i) => {
        const cell = row.insertCell();
        if (placeOf(trace, axis, i) === null) return cell;
        const field = this.#field(axis, i, chart);
        cell.append(field);
        return field;
      });
    });
    this.show(trace);
  }

  /** Shows the trace's numbers; false if it does not fit this table. */
  show(trace: Trace): boolean {
    if (shape(trace) !== this.#shape) return false;
    this.#trace = trace;
    for (const [c, { values }] of columnsOf(trace).entries()) {
      for (const [i, cell] of (this.#cells[c] ?? []).entries()) {
        if (!(cell instanceof HTMLInputElement)) cell.textContent = shown(values[i]);
        else if (cell !== document.activeElement) cell.value = String(values[i]);
      }
    }
    return true;
  }

  #field(axis: string, i: number, chart: ChartPicture): HTMLInputElement {
    const field = document.createElement('input');
    field.type = 'number';
    field.step = 'any';
    field.inputMode = 'decimal';
    field.setAttribute('aria-label', `${axis} of point ${i + 1}`);
    const range = rangeOf(chart, axis);
    field.min = String(range[0]);
    field.max = String(range[1]);
    field.addEventListener('change', () => {
      const place = placeOf(this.#trace, axis, i);
      const typed = field.valueAsNumber;
      const grip = Number.isFinite(typed) && place !== null ? this.block.grip(this.#trace) : null;
      if (!grip || place === null) {
        field.value = String((this.#trace[axis] as Float64Array)[i]);
        return;
      }
      const value = Math.min(range[1], Math.max(range[0], typed));
      field.value = String(value);
      grip.set(new Map([[place, value]]));
      grip.release();
    });
    return field;
  }
}

/** Where a number of a trace stands among those that the reader can change; null if it cannot. */
function placeOf({ meta }: Trace, axis: string, i: number): number | null {
  if (!isRecord(meta)) return null;
  if (meta.moves && axis !== 'z') return 2 * i + (axis === 'y' ? 1 : 0);
  return meta.draws && axis === 'y' ? i : null;
}

function rangeOf({ layout }: ChartPicture, axis: string): [number, number] {
  const { range } = (layout[`${axis}axis`] ?? {}) as { range?: unknown };
  const [low, high] = Array.isArray(range) ? range.map(Number) : [];
  return [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
}

function columnsOf(trace: Trace): { axis: string; values: Float64Array }[] {
  return AXES.map((axis) => ({ axis, values: trace[axis] })).filter(
    (column): column is { axis: 'x' | 'y' | 'z'; values: Float64Array } =>
      column.values instanceof Float64Array,
  );
}

/** What two traces must share for one table to show either. */
function shape(trace: Trace): string {
  const columns = columnsOf(trace).map(({ axis, values }) => [axis, values.length]);
  return JSON.stringify([trace.name ?? '', trace.meta ?? null, columns]);
}

/** Where a trace has a gap, so has its table. */
function shown(value: number | undefined): string {
  return value === undefined || Number.isNaN(value)
    ? ''
    : Number(value.toPrecision(6)).toString().replace('-', '−');
}
