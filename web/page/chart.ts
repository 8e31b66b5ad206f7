/** One chart: draws the pictures that Python describes, always the newest one, in the page's look. */

import type { PlotlyHTMLElement } from 'plotly.js';
import { broughtOut } from './brought-out';
import { chunk } from './chunk';
import { flatTwin } from './flat-twin';
import { flatLook, solidLook } from './look';
import { Newest } from './newest';
import { Notices } from './notices';
import { type ChartPicture, isRecord, isSolid, type Trace } from './picture';
import { loadPlotly } from './plotly-parts';
import { isPrinting } from './printing';
import { onTheme, painted } from './theme';

const CONFIG = {
  displayModeBar: false,
  responsive: false,
  scrollZoom: false,
  doubleClick: false,
} as const;

/** Browsers give a page few WebGL contexts, and take the oldest away when it asks for more. */
const CONTEXTS = 3;

type Plotly = typeof import('./plotly')['default'];

let flatPlotly: Plotly | null = null;
let renumbered: typeof import('./plotly')['renumbered'] = () => false;
let solidLoaded = false;

async function loadFlat() {
  ({ default: flatPlotly, renumbered } = await chunk('plotly', loadPlotly));
  return flatPlotly;
}

/** False where what draws in space did not come. */
async function loadSolid(): Promise<boolean> {
  try {
    await chunk('plotly-3d', () => import('./plotly-3d'));
    solidLoaded = true;
  } catch (error) {
    console.error(error);
  }
  return solidLoaded;
}

const NO_CHART =
  'The chart could not be drawn: a part of the page did not come. All else here works without it.';
const NO_SPACE =
  'This surface is seen from above: the part of the page that draws in space did not come.';
const NO_WEBGL = 'This surface is seen from above: the browser cannot draw in space now.';

/** The charts that hold a WebGL context, the one drawn last at the end. */
const holders: Chart[] = [];

export interface Direction {
  x: number;
  y: number;
  z: number;
}

/** Where the camera of a solid chart stands, and which way is up for it. */
export interface Camera {
  eye: Direction;
  up: Direction;
  center: Direction;
}

/** What we use of a solid chart that Plotly's types do not tell. */
interface SolidPlot {
  _fullLayout?: {
    scene?: {
      camera: Camera;
      _scene?: {
        glplot: { gl: WebGLRenderingContext; redraw(): void; oncontextloss(): void } | null;
      };
    };
  };
}

/** A chart's frame (role img, named after the picture) with the element that Plotly draws in. */
export class Chart {
  readonly #frame: HTMLElement;
  readonly #plot: HTMLElement;
  readonly #drawing = new Newest<ChartPicture>((picture) => this.#draw(picture));
  #picture: ChartPicture | null = null;
  #camera: Camera | null = null;
  /** What stands in the chart's place while it has no WebGL context. */
  #still: HTMLCanvasElement | null = null;
  /** Whether the browser has no WebGL context for the chart. */
  #lost = false;
  #near = false;
  /** Whether a newer look of a solid chart waits until it is near. */
  #waits = false;
  #size = { width: 0, height: 0 };
  /** All of the chart but its numbers, as it stands in the page. */
  #frameDrawn = '';
  #part: string | null = null;
  #isDrawn: (plot: PlotlyHTMLElement) => void = () => {};

  /** Settles with Plotly's own element when it is drawn first: only then has it events to hear. */
  readonly drawn = new Promise<PlotlyHTMLElement>((settle) => {
    this.#isDrawn = settle;
  });
  /** Called whenever the chart has been redrawn: first, anew, in another size or theme. */
  redrawn: () => void = () => {};

  constructor(frame: HTMLElement) {
    this.#frame = frame;
    this.#plot = frame.querySelector('.plot') as HTMLElement;
    onTheme(() => this.#again());
    addEventListener('beforeprint', () => this.#measure());
    addEventListener('afterprint', () => this.#measure());
    new ResizeObserver(([entry]) => this.#fit(entry)).observe(frame);
    const observer = new IntersectionObserver(([entry]) => this.#pass(entry), {
      rootMargin: '50%',
    });
    observer.observe(frame);
    // It does not bubble.
    frame.addEventListener('webglcontextlost', (event) => this.#lose(event), { capture: true });
  }

  /** Plotly's own element, for those who need its axes or its events. */
  get plot(): PlotlyHTMLElement {
    return this.#plot as PlotlyHTMLElement;
  }

  get near(): boolean {
    return this.#near;
  }

  /** Settles when the picture, or a newer one, stands in the page. */
  async show(picture: ChartPicture): Promise<void> {
    this.#picture = picture;
    this.#frame.setAttribute('aria-label', picture.says);
    // A solid chart far from the screen waits: its WebGL context is worth more elsewhere.
    this.#waits = isSolid(picture) && !this.#near && !isPrinting();
    if (!this.#waits) await this.#drawing.send(picture);
    // Paper, which waits for nothing, may need it first.
    else if (!solidLoaded) void loadSolid();
  }

  /** Draws the traces that stand for a part of the block stronger and their like fainter. */
  bringOut(part: string | null): void {
    if (part === this.#part) return;
    this.#part = part;
    this.#again();
  }

  /** Where the camera of a solid chart stands now; null for a flat one, or before it is drawn. */
  get camera(): Camera | null {
    return (this.plot as SolidPlot)._fullLayout?.scene?.camera ?? this.#camera;
  }

  /** Turns the chart as soon as it is drawn. */
  place(camera: Camera): void {
    this.#camera = camera;
    if ((this.plot as SolidPlot)._fullLayout?.scene) void this.turn(camera).catch(console.error);
  }

  async turn(camera: Camera): Promise<void> {
    if (!(this.plot as SolidPlot)._fullLayout?.scene) return;
    const Plotly = flatPlotly ?? (await loadFlat());
    // Plotly takes paths as names, which its types do not know.
    await Plotly.relayout(this.plot, { 'scene.camera': camera } as object);
  }

  /** Gives the WebGL context back and leaves a still picture in the chart's place. */
  async rest(): Promise<void> {
    const Plotly = flatPlotly ?? (await loadFlat());
    const scene = (this.plot as SolidPlot)._fullLayout?.scene;
    const glplot = scene?._scene?.glplot;
    if (!scene || !glplot) return;
    this.#camera = scene.camera;
    this.#still?.remove();
    this.#still = this.#copied();
    Plotly.purge(this.plot);
    glplot.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #pass(entry: IntersectionObserverEntry | undefined): void {
    this.#near = entry?.isIntersecting ?? false;
    const solid = this.#picture && isSolid(this.#picture);
    if (this.#near && solid && (this.#waits || !holders.includes(this))) this.#again();
  }

  #fit(entry: ResizeObserverEntry | undefined): void {
    if (!entry) return;
    this.#size = sizeOf(entry.contentRect);
    this.#again();
  }

  /** Takes the measures of the sheet, or again those of the screen. */
  #measure(): void {
    this.#size = sizeOf(this.#frame.getBoundingClientRect());
    this.#again();
  }

  #again(): void {
    if (this.#picture) void this.show(this.#picture);
  }

  /** What the chart shows, as a picture above it: what WebGL itself draws cannot be printed. */
  #copied(): HTMLCanvasElement | null {
    const glplot = (this.plot as SolidPlot)._fullLayout?.scene?._scene?.glplot;
    if (!glplot) return null;
    // What WebGL has drawn can be copied until the browser shows it: at once.
    glplot.redraw();
    const still = stillOf(glplot.gl.canvas as HTMLCanvasElement);
    this.#frame.append(still);
    return still;
  }

  /** The browser took the WebGL context away: the flat twin stands in until it gives one again. */
  #lose(event: Event): void {
    // Only then will the browser give the context back.
    event.preventDefault();
    this.#camera = this.camera;
    this.#lost = true;
    event.target?.addEventListener('webglcontextrestored', () => {
      this.#lost = false;
      this.#again();
    });
    this.#again();
  }

  #say(missing: string): void {
    const again = missing === NO_WEBGL ? undefined : () => this.#again();
    Notices.below(this.#frame.parentElement ?? this.#frame).say(this, missing, again);
  }

  /** Where all is loaded, Plotly draws before this gives control back: see Block.show. */
  async #draw(wanted: ChartPicture): Promise<void> {
    let Plotly = flatPlotly;
    try {
      Plotly ??= await loadFlat();
    } catch (error) {
      console.error(error);
      this.#frame.toggleAttribute('data-stands-in', true);
      this.#say(NO_CHART);
      return;
    }
    // While Plotly came, a newer picture may have come too.
    const picture = this.#picture ?? wanted;
    let missing = '';
    if (isSolid(picture)) {
      if (this.#lost) missing = NO_WEBGL;
      else if (!solidLoaded && !(await loadSolid())) missing = NO_SPACE;
    }
    const solid = isSolid(picture) && !missing;
    if (solid && holders.at(-1) !== this) await hold(this);
    if (!solid) release(this);
    // A frame without a size is not laid out yet: its first measure draws it.
    if (this.#size.width === 0) return;
    if (!solid) await this.#drawFlat(Plotly, missing ? flatTwin(picture) : picture);
    else if (!(await this.#drawSolid(Plotly, picture))) {
      this.#lost = true;
      missing = NO_WEBGL;
      await this.#drawFlat(Plotly, flatTwin(picture));
    }
    this.#frame.removeAttribute('data-stands-in');
    this.#say(missing);
    this.#still?.remove();
    this.#still = solid && isPrinting() ? this.#copied() : null;
    this.#isDrawn(this.plot);
    this.redrawn();
  }

  async #drawFlat(Plotly: Plotly, { data, layout }: ChartPicture): Promise<void> {
    // Plotly would keep the words that it shows where it finds no WebGL.
    if ((this.plot as SolidPlot)._fullLayout?.scene) Plotly.purge(this.plot);
    await this.#react(Plotly, data, layout, flatLook());
  }

  /** False where the browser gives no WebGL context. */
  async #drawSolid(Plotly: Plotly, { data, layout }: ChartPicture): Promise<boolean> {
    await this.#react(Plotly, data, layout, solidLook(layout, this.camera, this.#size));
    const glplot = (this.plot as SolidPlot)._fullLayout?.scene?._scene?.glplot;
    // Plotly would ask in every frame whether the context is back: see #lose.
    if (glplot) glplot.oncontextloss = () => {};
    return Boolean(glplot);
  }

  async #react(
    Plotly: Plotly,
    data: Trace[],
    layout: Record<string, unknown>,
    look: object,
  ): Promise<void> {
    const whole = { ...painted(layout), ...this.#size, uirevision: 'kept', ...look };
    const traces = painted(broughtOut(data, this.#part));
    const frame = JSON.stringify(whole, inOrder);
    if (frame === this.#frameDrawn && renumbered(this.plot, traces)) return;
    await Plotly.react(this.plot, traces, whole, CONFIG);
    this.#frameDrawn = frame;
  }
}

/** In CSS pixels: no frame is taller, at any size of text. */
const TALLEST = 1000;

/** Without the page's styles a frame is as tall as its chart, which must not follow it for ever. */
function sizeOf({ width, height }: DOMRectReadOnly): { width: number; height: number } {
  return { width, height: Math.min(height, TALLEST) };
}

/** Python in the page names a layout's properties in another order than the builder's. */
function inOrder(_name: string, value: unknown): unknown {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
}

/** The chart needs no WebGL context any more. */
function release(chart: Chart): void {
  const place = holders.indexOf(chart);
  if (place >= 0) holders.splice(place, 1);
}

/** Takes a WebGL context for the chart, from the one that is farthest from being looked at. */
async function hold(chart: Chart): Promise<void> {
  release(chart);
  holders.push(chart);
  while (holders.length > CONTEXTS) {
    const far = holders.findIndex((holder) => !holder.near);
    const [resting] = holders.splice(Math.max(far, 0), 1);
    await resting?.rest();
  }
}

/** A copy of what a canvas shows. */
function stillOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const still = document.createElement('canvas');
  still.className = 'still';
  still.width = canvas.width;
  still.height = canvas.height;
  still.getContext('2d')?.drawImage(canvas, 0, 0);
  return still;
}
