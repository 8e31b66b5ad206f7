/**
 * Draws what moves in every frame above a chart, along the chart's own axes: a canvas does in a
 * fraction of a millisecond what a chart library's update takes ten for.
 */

import type { Chart } from './chart';
import type { Trace } from './picture';
import { isRecord } from './picture';
import { isPrinting } from './printing';
import { paint, painted } from './theme';

/** One trace with the numbers to draw it with now. */
export interface Mark {
  /** its place among the traces given to `dress` */
  trace: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /**
   * A curve, which is there between its points too. Of a trail a step from one side of the chart to
   * the other shows nothing, and a thousand of them would cover the chart.
   */
  curve?: boolean;
  /** words at its last point */
  label?: string;
  /** what to say where its last point, or all of its line, lies outside the axes */
  beyond?: string;
}

interface Axis {
  _offset: number;
  _length: number;
  range: [number, number];
  type: string;
}

interface Axes {
  x: Axis;
  y: Axis;
}

/** A place on the canvas, in pixels. */
interface Place {
  left: number;
  top: number;
}

interface Style {
  alpha: number;
  line: { color: string; width: number; dash: number[] } | null;
  marker: { color: string; size: number; edge: string; edgeWidth: number } | null;
}

/** Farther than so many lengths of an axis from its start, all places are the same. */
const FAR = 1e12;

/** Lines are drawn so many pixels beyond the axes, where they are cut off. */
const ROOM = 20;

/** Pixels for each of the page's that paper shows. */
const PAPER = 3;

/** Points nearer to each other than this, in pixels, are drawn as one. */
const SAME = 0.4;

const DASHES: Record<string, number[]> = { dot: [1, 5], dash: [8, 6] };

export class Overlay {
  readonly #chart: Chart;
  readonly #canvas = document.createElement('canvas');
  #traces: Trace[] = [];
  #styles: Style[] = [];
  #halo = '';
  #font = '';
  #marks: Mark[] = [];

  constructor(chart: Chart, frame: HTMLElement) {
    this.#chart = chart;
    this.#canvas.className = 'overlay';
    this.#canvas.setAttribute('aria-hidden', 'true');
    frame.append(this.#canvas);
    chart.redrawn = () => {
      this.#repaint();
      this.draw(this.#marks);
    };
  }

  /** Takes the looks of the traces that will be drawn. */
  dress(traces: Trace[]): void {
    this.#traces = traces;
    this.#repaint();
  }

  draw(marks: Mark[]): void {
    this.#marks = marks;
    const context = this.#cleared();
    const axes = this.#axes();
    if (!context || !axes) return;
    const { x, y } = axes;
    context.save();
    context.beginPath();
    context.rect(x._offset, y._offset, x._length, y._length);
    context.clip();
    const strokes = marks.map((mark) => this.#stroke(context, mark, axes));
    context.restore();
    for (const [i, mark] of marks.entries()) this.#points(context, mark, axes, strokes[i] === true);
  }

  #repaint(): void {
    this.#styles = this.#traces.map((trace) => styled(painted(trace)));
    this.#halo = paint('raised');
    this.#font = `600 13px ${paint('interface')}`;
  }

  #axes(): Axes | null {
    const layout = (this.#chart.plot as { _fullLayout?: { xaxis?: Axis; yaxis?: Axis } })
      ._fullLayout;
    return layout?.xaxis && layout.yaxis ? { x: layout.xaxis, y: layout.yaxis } : null;
  }

  #cleared(): CanvasRenderingContext2D | null {
    const { clientWidth, clientHeight } = this.#canvas;
    const density = isPrinting() ? PAPER : devicePixelRatio;
    const width = Math.round(clientWidth * density);
    const height = Math.round(clientHeight * density);
    const context = this.#canvas.getContext('2d');
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    context?.setTransform(density, 0, 0, density, 0, 0);
    context?.clearRect(0, 0, clientWidth, clientHeight);
    return context;
  }

  /** Draws a mark's line; true where something of it lies within the axes. */
  #stroke(context: CanvasRenderingContext2D, mark: Mark, { x, y }: Axes): boolean {
    const style = this.#styles[mark.trace];
    if (!style?.line || mark.x.length < 2) return false;
    context.globalAlpha = style.alpha;
    context.strokeStyle = style.line.color;
    context.lineWidth = style.line.width;
    context.lineJoin = context.lineCap = 'round';
    context.setLineDash(style.line.dash);
    context.beginPath();
    const corners: Place[] = [];
    let before: Place | null = null;
    let visible = false;
    for (let i = 0; i < mark.x.length; i++) {
      const corner = at(mark, i, { x, y });
      const near =
        before && Math.abs(corner.left - before.left) + Math.abs(corner.top - before.top) < SAME;
      if (Number.isNaN(corner.left + corner.top) || (near && i < mark.x.length - 1)) continue;
      const shows = mark.curve || (before && inside(before, { x, y })) || inside(corner, { x, y });
      const piece = before && shows ? clipped(before, corner, { x, y }) : null;
      if (piece) {
        // The pen stays down as long as the line stays inside, so that its dashes run on.
        if (!visible || piece[0] !== before) context.moveTo(piece[0].left, piece[0].top);
        context.lineTo(piece[1].left, piece[1].top);
        visible = true;
      }
      corners.push(corner);
      before = corner;
    }
    context.stroke();
    context.setLineDash([]);
    if (style.marker) for (const corner of corners) dot(context, style.marker, corner);
    context.globalAlpha = 1;
    return visible;
  }

  /** The points of a mark, what the last one is called, or an arrow to where it is. */
  #points(context: CanvasRenderingContext2D, mark: Mark, { x, y }: Axes, hasLine: boolean): void {
    const style = this.#styles[mark.trace];
    if (!style || mark.x.length === 0) return;
    // Of a line only its end has a name.
    const first = style.line && !mark.beyond ? mark.x.length - 1 : 0;
    if (style.line && !mark.label && !mark.beyond) return;
    const right = x._offset + x._length;
    const bottom = y._offset + y._length;
    const places = Array.from({ length: mark.x.length - first }, (_, i) =>
      at(mark, first + i, { x, y }),
    );
    const seen = places.filter((point) => inside(point, { x, y }));
    if (!style.line && style.marker) {
      for (const point of seen) dot(context, style.marker, point);
    }
    const last = places.at(-1);
    if (!last || !(mark.label || mark.beyond)) return;
    if (mark.label && seen.at(-1) === last) {
      const leftwards = last.left > x._offset + x._length / 2;
      context.textAlign = leftwards ? 'right' : 'left';
      // To the left there is the line itself, which mostly falls: the words stand well above it.
      if (leftwards) this.#write(context, mark.label, style, last.left - 4, last.top - 26);
      else this.#write(context, mark.label, style, last.left + 8, last.top - 10);
    }
    if (mark.beyond && seen.length === 0 && !hasLine) {
      // A line that is out of sight is where its middle is.
      const { left, top } = places[Math.floor(places.length / 2)] ?? last;
      if (Number.isNaN(left) || Number.isNaN(top)) return;
      const edgeX = Math.min(Math.max(left, x._offset + 12), right - 12);
      const edgeY = Math.min(Math.max(top, y._offset + 12), bottom - 12);
      arrow(context, colorOf(style), edgeX, edgeY, Math.atan2(top - edgeY, left - edgeX));
      const leftwards = edgeX > x._offset + x._length / 2;
      context.textAlign = leftwards ? 'right' : 'left';
      const line = bottom - edgeY > 44 ? edgeY + 28 : edgeY - 22;
      this.#write(context, mark.beyond, style, edgeX + (leftwards ? 8 : -8), line);
    }
  }

  #write(
    context: CanvasRenderingContext2D,
    text: string,
    style: Style,
    left: number,
    top: number,
  ): void {
    context.font = this.#font;
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = style.marker?.edgeWidth ? style.marker.edge : this.#halo;
    context.fillStyle = colorOf(style);
    context.strokeText(text, left, top);
    context.fillText(text, left, top);
  }
}

function colorOf({ marker, line }: Style): string {
  return marker?.color ?? line?.color ?? '';
}

/** A mark's i-th point, in pixels. */
function at(mark: Mark, i: number, { x, y }: Axes): Place {
  return {
    left: x._offset + share(x, mark.x[i]) * x._length,
    top: y._offset + (1 - share(y, mark.y[i])) * y._length,
  };
}

/** Where a value lies along an axis: 0 at its start, 1 at its end, and far beyond where it must. */
function share(axis: Axis, value = Number.NaN): number {
  const [from, to] = axis.range;
  const along = axis.type === 'log' ? Math.log10(value) : value;
  return Math.min(FAR, Math.max(-FAR, (along - from) / (to - from)));
}

function inside({ left, top }: Place, { x, y }: Axes): boolean {
  const across = left >= x._offset - 1 && left <= x._offset + x._length + 1;
  return across && top >= y._offset - 1 && top <= y._offset + y._length + 1;
}

/** The piece of a straight line that can be seen, with some room for its width; null for none. */
function clipped(from: Place, to: Place, { x, y }: Axes): [Place, Place] | null {
  const across = to.left - from.left;
  const down = to.top - from.top;
  let enters = 0;
  let leaves = 1;
  const sides = [
    [-across, from.left - (x._offset - ROOM)],
    [across, x._offset + x._length + ROOM - from.left],
    [-down, from.top - (y._offset - ROOM)],
    [down, y._offset + y._length + ROOM - from.top],
  ] as const;
  for (const [towards, room] of sides) {
    if (towards === 0 && room < 0) return null;
    if (towards < 0) enters = Math.max(enters, room / towards);
    if (towards > 0) leaves = Math.min(leaves, room / towards);
  }
  if (enters > leaves) return null;
  const along = (part: number) => ({
    left: from.left + part * across,
    top: from.top + part * down,
  });
  return [enters === 0 ? from : along(enters), leaves === 1 ? to : along(leaves)];
}

function dot(
  context: CanvasRenderingContext2D,
  { color, size, edge, edgeWidth }: NonNullable<Style['marker']>,
  { left, top }: Place,
): void {
  context.beginPath();
  context.arc(left, top, size / 2, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  if (!edgeWidth) return;
  context.lineWidth = edgeWidth;
  context.strokeStyle = edge;
  context.stroke();
}

function arrow(
  context: CanvasRenderingContext2D,
  color: string,
  left: number,
  top: number,
  angle: number,
): void {
  context.save();
  context.translate(left, top);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(10, 0);
  context.lineTo(-5, -7);
  context.lineTo(-5, 7);
  context.closePath();
  context.fillStyle = color;
  context.fill();
  context.restore();
}

/** What of a trace's description can be drawn here. */
function styled(trace: Trace): Style {
  const mode = String(trace.mode ?? 'lines');
  const line = isRecord(trace.line) ? trace.line : {};
  const marker = isRecord(trace.marker) ? trace.marker : {};
  const edge = isRecord(marker.line) ? marker.line : {};
  return {
    alpha: Number(trace.opacity ?? 1),
    line: mode.includes('lines')
      ? {
          color: String(line.color),
          width: Number(line.width ?? 2),
          dash: DASHES[String(line.dash)] ?? [],
        }
      : null,
    marker: mode.includes('markers')
      ? {
          color: String(marker.color),
          size: Number(marker.size ?? 6),
          edge: String(edge.color),
          edgeWidth: Number(edge.width ?? 0),
        }
      : null,
  };
}
