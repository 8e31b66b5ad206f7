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

/** The digits that are told of a number, and of one of a surface's many. */
const DIGITS = 6;
const GRID_DIGITS = 3;

/** Traces of one chart that share a table, as those do that a chart repeats under one name. */
interface Group {
  readonly traces: readonly Trace[];
  readonly chart: ChartPicture;
  readonly caption: string;
}

/** A table that follows its traces while they keep their shape. */
interface Told {
  readonly element: HTMLTableElement;
  /** Shows the traces' numbers; false if they do not fit this table. */
  show(group: Group): boolean;
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
    const groups = groupsOf(this.#picture.charts);
    // A table that keeps its shape keeps its cells, and a field in it the reader's cursor.
    const same = groups.length === this.#tables.length;
    if (same && groups.every((group, i) => this.#tables[i]?.show(group))) return;
    this.#tables = groups.map((group) => gridOf(group) ?? new TraceTable(this.block, group));
    this.element
      .querySelector('.tables')
      ?.replaceChildren(...this.#tables.map(({ element }) => element));
  }
}

/** What is told of the charts: not what only decorates them, and nothing that is empty. */
function groupsOf(charts: ChartPicture[]): Group[] {
  return charts.flatMap((chart, i) => {
    const place = charts.length > 1 ? `, chart ${i + 1} of ${charts.length}` : '';
    const groups: (Group & { traces: Trace[] })[] = [];
    for (const trace of chart.data.filter(isTold)) {
      const last = groups.at(-1);
      const before = last?.traces.at(-1);
      if (last && before && isRepeated(before, trace)) last.traces.push(trace);
      else groups.push({ traces: [trace], chart, caption: `${trace.name ?? ''}${place}` });
    }
    return groups;
  });
}

function isTold(trace: Trace): boolean {
  if (isGrid(trace)) return true;
  const rows = columnsOf(trace)[0]?.values.length ?? 0;
  const isDecoration = trace.hoverinfo === 'skip' && !isPlace(trace) && !metaOf(trace).told;
  return rows > 0 && !isDecoration;
}

function isRepeated(before: Trace, trace: Trace): boolean {
  if (!trace.name || isGrid(trace) || isRecord(trace.meta)) return false;
  return shape([before]) === shape([trace]);
}

function gridOf({ traces: [trace], chart, caption }: Group): GridTable | null {
  return trace && isGrid(trace) ? new GridTable(trace, chart, caption) : null;
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

  constructor(trace: Grid, chart: ChartPicture, caption: string) {
    this.#shape = gridShape(trace);
    this.#rows = spread(trace.z.length);
    this.#columns = spread(trace.x.length);
    this.element.createCaption().textContent = caption;
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
    this.#write(trace);
  }

  show({ traces: [trace] }: Group): boolean {
    if (!trace || !isGrid(trace) || gridShape(trace) !== this.#shape) return false;
    this.#write(trace);
    return true;
  }

  #write({ x, y, z }: Grid): void {
    for (const [i, column] of this.#columns.entries()) write(this.#heads[i], x[column], DIGITS);
    for (const [i, row] of this.#rows.entries()) {
      write(this.#sides[i], y[row], DIGITS);
      for (const [j, column] of this.#columns.entries()) {
        write(this.#cells[i]?.[j], z[row]?.[column], GRID_DIGITS);
      }
    }
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

function write(element: HTMLElement | undefined, value: number | undefined, digits: number): void {
  if (element) element.textContent = shown(value, digits);
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

/** An axis without a name beside one that has a name: its numbers are what their trace is called. */
function columnName(chart: ChartPicture, axis: string, { name, z }: Trace): string {
  const named = axisName(chart, axis);
  const isValue = axis === 'y' && !z && named === 'y' && axisName(chart, 'x') !== 'x';
  return isValue && name ? String(name) : named;
}

/** The table of what is drawn point by point: a row each. */
class TraceTable implements Told {
  readonly element = document.createElement('table');
  readonly #shape: string;
  readonly #rows: HTMLTableRowElement[];
  /** for each axis its cells, or the fields in them */
  readonly #cells: (HTMLElement | HTMLInputElement)[][];
  /** of a trace that the reader can change: it has a table for itself */
  #trace: Trace;

  constructor(
    private readonly block: Block,
    group: Group,
  ) {
    const { traces, chart, caption } = group;
    const trace = traces[0] as Trace;
    this.#trace = trace;
    this.#shape = shape(traces);
    this.element.createCaption().textContent = caption;
    const head = this.element.createTHead().insertRow();
    const body = this.element.createTBody();
    if (traces.length > 1) head.append(heading('no.', 'col'));
    this.#rows = traces.flatMap((trace, i) => {
      const points = columnsOf(trace)[0]?.values ?? [];
      return Array.from(points, () => {
        const row = body.insertRow();
        if (traces.length > 1) row.append(heading(String(i + 1), 'row'));
        return row;
      });
    });
    this.#cells = columnsOf(trace).map(({ axis }) => {
      head.append(heading(columnName(chart, axis, trace), 'col'));
      return this.#rows.map((row, i) => {
        const cell = row.insertCell();
        if (placeOf(trace, axis, i) === null) return cell;
        const field = this.#field(axis, i, chart);
        cell.append(field);
        return field;
      });
    });
    this.show(group);
  }

  show({ traces }: Group): boolean {
    if (shape(traces) !== this.#shape) return false;
    this.#trace = traces[0] as Trace;
    const columns = traces.map(columnsOf);
    const told = this.#cells.map((_, c) =>
      zeroed(columns.flatMap((column) => [...(column[c]?.values ?? [])])),
    );
    // Between two strokes of one trace there is a gap, which is not a row to be read.
    for (const [i, row] of this.#rows.entries()) {
      row.hidden = told.every((values) => Number.isNaN(values[i]));
    }
    for (const [c, cells] of this.#cells.entries()) {
      const values = told[c] ?? [];
      for (const [i, cell] of cells.entries()) {
        if (!(cell instanceof HTMLInputElement)) cell.textContent = shown(values[i], DIGITS);
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
function placeOf(trace: Trace, axis: string, i: number): number | null {
  const meta = metaOf(trace);
  if (meta.moves && axis !== 'z') return 2 * i + (axis === 'y' ? 1 : 0);
  return meta.draws && axis === 'y' ? i : null;
}

function rangeOf({ layout }: ChartPicture, axis: string): [number, number] {
  const { range } = (layout[`${axis}axis`] ?? {}) as { range?: unknown };
  const [low, high] = Array.isArray(range) ? range.map(Number) : [];
  return [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
}

function metaOf({ meta }: Trace): Record<string, unknown> {
  return isRecord(meta) ? meta : {};
}

interface Column {
  readonly axis: (typeof AXES)[number];
  readonly values: Float64Array;
}

function columnsOf(trace: Trace): Column[] {
  return AXES.flatMap((axis) => {
    const values = axis === 'z' ? heightsOf(trace) : trace[axis];
    return values instanceof Float64Array ? [{ axis, values }] : [];
  });
}

/** A point is drawn a little above the surface that it lies on: then it says how high it is. */
function heightsOf(trace: Trace): unknown {
  const { height } = metaOf(trace);
  return typeof height === 'number' ? Float64Array.of(height) : trace.z;
}

/** What other traces must share for a table to show them in place of these. */
function shape(traces: readonly Trace[]): string {
  return JSON.stringify(
    traces.map((trace) => {
      const columns = columnsOf(trace).map(({ axis, values }) => [axis, values.length]);
      const { moves, draws } = metaOf(trace);
      return [trace.name ?? '', moves ?? null, draws ?? null, columns];
    }),
  );
}

/** Where a trace has a gap, so has its table. */
function shown(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value)
    ? ''
    : Number(value.toPrecision(digits)).toString().replaceAll('-', '−');
}

/** What rounding leaves of a zero among numbers of this size: 2.4e−16 beside 1. */
function zeroed(values: readonly number[]): number[] {
  const largest = Math.max(...values.map(Math.abs).filter(Number.isFinite));
  return values.map((value) => (Math.abs(value) < 2 * Number.EPSILON * largest ? 0 : value));
}
