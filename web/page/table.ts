/**
 * "Show as table": the chart's numbers for those who read them rather than see them. What can be
 * dragged in the chart has number fields here.
 */

import type { Block } from './block';
import { Part } from './part';
import { type ChartPicture, isRecord, type Picture, type Trace } from './picture';

const AXES = ['x', 'y', 'z'] as const;

/** Of a surface's rows and columns so many are told at most: the others lie between them. */
const MOST = 9;

/** A table that follows one trace while that keeps its shape. */
interface Told {
  readonly element: HTMLTableElement;
  /** Shows the trace's numbers; false if it does not fit this table. */
  show(trace: Trace): boolean;
}

/** Fills a disclosure with a picture's numbers whenever it is open. */
export class Table extends Part {
  static readonly selector = 'details.table';

  #picture: Picture | null = null;
  #tables: Told[] = [];

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
    const told = drawn.filter(
      ({ trace }) => trace.hoverinfo !== 'skip' || isGrid(trace) || isPlace(trace),
    );
    // A table that keeps its shape keeps its cells, and a field in it the reader's cursor.
    const same = told.length === this.#tables.length;
    if (same && told.every(({ trace }, i) => this.#tables[i]?.show(trace))) return;
    this.#tables = told.map(({ trace, chart }) =>
      isGrid(trace) ? new GridTable(trace, chart) : new TraceTable(this.block, trace, chart),
    );
    this.element
      .querySelector('.tables')
      ?.replaceChildren(...this.#tables.map(({ element }) => element));
  }
}

/** The table of a surface, or of its lines of equal height: a row for each y, a column for each x. */
class GridTable implements Told {
  readonly element = document.createElement('table');
  readonly #shape: string;
  readonly #rows: number[];
  readonly #columns: number[];
  readonly #heads: HTMLElement[];
  readonly #sides: HTMLElement[];
  readonly #cells: HTMLElement[][];

  constructor(trace: Grid, chart: ChartPicture) {
    this.#shape = gridShape(trace);
    this.#rows = spread(trace.z.length);
    this.#columns = spread(trace.x.length);
    this.element.createCaption().textContent = String(trace.name ?? '');
    const head = this.element.createTHead().insertRow();
    head.append(heading(`${axisName(chart, 'y')} \\ ${axisName(chart, 'x')}`, 'col'));
    this.#heads = this.#columns.map(() => heading('', 'col'));
    head.append(...this.#heads);
    const body = this.element.createTBody();
    const rows = this.#rows.map(() => body.insertRow());
    this.#sides = rows.map((row) => {
      const side = heading('', 'row');
      row.append(side);
      return side;
    });
    this.#cells = rows.map((row) => this.#columns.map(() => row.insertCell()));
    this.show(trace);
  }

  show(trace: Trace): boolean {
    if (!isGrid(trace) || gridShape(trace) !== this.#shape) return false;
    const { x, y, z } = trace;
    for (const [i, column] of this.#columns.entries()) write(this.#heads[i], x[column]);
    for (const [i, row] of this.#rows.entries()) {
      write(this.#sides[i], y[row]);
      for (const [j, column] of this.#columns.entries()) {
        write(this.#cells[i]?.[j], z[row]?.[column]);
      }
    }
    return true;
  }
}

type Grid = Trace & { x: Float64Array; y: Float64Array; z: Float64Array[] };

function isGrid(trace: Trace): trace is Grid {
  const { x, y, z } = trace;
  return Array.isArray(z) && x instanceof Float64Array && y instanceof Float64Array;
}

/** A named point in space. */
function isPlace({ type, x, name }: Trace): boolean {
  return type === 'scatter3d' && Boolean(name) && x instanceof Float64Array && x.length === 1;
}

function gridShape({ name, x, y }: Grid): string {
  return JSON.stringify([name ?? '', x.length, y.length]);
}

/** So many of the first places as are told, from the first to the last. */
function spread(length: number): number[] {
  const count = Math.min(length, MOST);
  return Array.from({ length: count }, (_, i) =>
    count > 1 ? Math.round((i * (length - 1)) / (count - 1)) : 0,
  );
}

function heading(text: string, scope: 'col' | 'row'): HTMLTableCellElement {
  const element = document.createElement('th');
  element.scope = scope;
  element.textContent = text;
  return element;
}

function write(element: HTMLElement | undefined, value: number | undefined): void {
  if (element) element.textContent = shown(value);
}

/** An axis as its chart names it: with a title, or with a word at its end. */
function axisName({ layout }: ChartPicture, axis: string): string {
  const axes = isRecord(layout.scene) ? layout.scene : layout;
  const { title } = (axes[`${axis}axis`] ?? {}) as { title?: unknown };
  if (isRecord(title) && title.text) return String(title.text);
  const { annotations } = layout;
  const words = Array.isArray(annotations) ? annotations.filter(isRecord) : [];
  const name = words.find((word) => word[`${axis}ref`] === 'paper' && word[axis] === 1);
  return name && !name.showarrow ? String(name.text) : axis;
}

/** The table of one trace: a row a point. */
class TraceTable implements Told {
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
      head.append(heading(axisName(chart, axis), 'col'));
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
