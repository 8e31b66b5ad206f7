/**
 * A picture as Python describes it, unpacked from the text and the numbers that carried it here.
 * The cells' worker runs the reader's code, so nothing it sends is believed before it was checked.
 */

export interface Packed {
  text: string;
  numbers: Float64Array;
}

export type Trace = Record<string, unknown>;

export interface ChartPicture {
  data: Trace[];
  layout: Record<string, unknown>;
  says: string;
}

export interface Picture {
  charts: ChartPicture[];
  formula: [string, string?][];
  readouts: [string, string][];
  goals: boolean[];
  /** what other parts of the block show, by the part's name; not checked yet */
  parts: Record<string, unknown>;
}

/** Thrown for what is not a picture; the message is for the console, not for the reader. */
export class NotAPicture extends Error {}

export function unpack({ text, numbers }: Packed): Picture {
  if (typeof text !== 'string' || !(numbers instanceof Float64Array)) {
    throw new NotAPicture('a picture needs a text and its numbers');
  }
  const folded: unknown = JSON.parse(text);
  if (!isRecord(folded)) throw new NotAPicture('a picture is an object');
  const { charts, formula, readouts, goals, parts } = folded;
  if (!Array.isArray(charts)) throw new NotAPicture('a picture has charts');
  return {
    charts: charts.map((chart) => unfoldChart(chart, numbers)),
    formula: pairs(formula) as [string, string?][],
    readouts: pairs(readouts) as [string, string][],
    goals: Array.isArray(goals) ? goals.map(Boolean) : [],
    parts: isRecord(parts) ? (unfold(parts, numbers) as Record<string, unknown>) : {},
  };
}

function unfoldChart(chart: unknown, numbers: Float64Array): ChartPicture {
  if (!isRecord(chart) || !Array.isArray(chart.data) || !isRecord(chart.layout)) {
    throw new NotAPicture('a chart has data and a layout');
  }
  return {
    data: chart.data.map((trace) => unfold(trace, numbers) as Trace),
    layout: unfold(chart.layout, numbers) as Record<string, unknown>,
    says: String(chart.says),
  };
}

/** Puts the arrays back where Python took them out: {"$": [offset, length]} or [offset, rows, columns]. */
function unfold(value: unknown, numbers: Float64Array): unknown {
  if (Array.isArray(value)) return value.map((item) => unfold(item, numbers));
  if (!isRecord(value)) return value;
  const place = value.$;
  if (Array.isArray(place)) return place.length === 3 ? grid(place, numbers) : row(place, numbers);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, unfold(item, numbers)]),
  );
}

function row([offset, length]: number[], numbers: Float64Array): Float64Array {
  if (offset === undefined || length === undefined || !(offset + length <= numbers.length)) {
    throw new NotAPicture('an array lies outside the numbers');
  }
  return numbers.subarray(offset, offset + length);
}

function grid([offset = 0, rows = 0, columns = 0]: number[], numbers: Float64Array) {
  return Array.from({ length: rows }, (_, i) => row([offset + i * columns, columns], numbers));
}

function pairs(value: unknown): string[][] {
  if (!Array.isArray(value)) return [];
  return value.filter(Array.isArray).map((pair) => pair.map(String));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a chart is drawn in space. */
export function isSolid({ data }: ChartPicture): boolean {
  return data.some(({ type }) => type === 'surface' || type === 'scatter3d');
}
