/**
 * The network diagram: every weight and bias is a button, wired as the network is. The pressed one
 * is what the slider below edits. Pointing at a neuron brings out what it adds in the chart.
 */

import type { Block } from './block';
import { partOf } from './brought-out';
import { Part } from './part';
import type { Picture } from './picture';
import {
  type Neuron,
  type Parameter,
  parametersOf,
  short,
  type Wiring,
  wiringOf,
  written,
} from './wiring';

const SVG = 'http://www.w3.org/2000/svg';

/** The thickness of a wire whose weight is 0, and how much a weight at its slider's end adds. */
const THIN = 1.25;
const THICK = 5;

/** The side of the square in which a neuron's own curve is drawn. */
const SIDE = 40;

/** A neuron's place in the diagram. */
interface Row {
  element: HTMLElement;
  node: HTMLElement;
  curve: SVGPathElement;
  wires: { into: SVGPathElement[]; bias: SVGPathElement; out: SVGPathElement };
}

export class Diagram extends Part {
  static readonly selector = '.diagram';

  #wiring: Wiring = { inputs: [], output: '', neurons: [] };
  #picked = '';
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #rows: Row[] = [];
  #frame = 0;
  #inputs: HTMLElement[] = [];
  #output = document.createElement('span');
  readonly #wires = svg('svg', { class: 'wires' });
  /** What brings a neuron out, the strongest reason first. */
  readonly #reasons: Record<'chart' | 'pointer' | 'focus', string | null> = {
    chart: null,
    pointer: null,
    focus: null,
  };

  constructor(block: Block, element: HTMLElement) {
    super(block, element);
    this.#wires.ariaHidden = 'true';
    void this.begin();
    element.addEventListener('click', ({ target }) => {
      const button = target instanceof Element && target.closest<HTMLElement>('button');
      if (button) this.#pick(button.dataset.names ?? '');
    });
    element.addEventListener('keydown', (event) => this.#walk(event));
    new ResizeObserver(() => this.#lay()).observe(element);
    this.#listen();
  }

  override show(picture: Picture): void {
    const wiring = wiringOf(picture.parts);
    if (!wiring) return;
    const rebuilt = String(namesOf(wiring)) !== String(namesOf(this.#wiring));
    this.#wiring = wiring;
    if (rebuilt) this.#build();
    wiring.neurons.forEach((neuron, k) => {
      this.#paint(neuron, this.#rows[k]);
    });
    if (rebuilt) this.#lay();
  }

  // Building it

  #build(): void {
    const { inputs, output, neurons } = this.#wiring;
    this.#buttons.clear();
    this.#wires.replaceChildren();
    this.#inputs = inputs.map((name) => element('span', 'node input', written(name)));
    this.#rows = neurons.map((neuron, k) => this.#row(neuron, k));
    this.#output = element('span', 'node output', 'Σ', element('span', 'name', written(output)));
    this.element.replaceChildren(
      this.#wires,
      element('div', 'inputs', ...this.#inputs),
      element('div', 'neurons', ...this.#rows.map((row) => row.element)),
      this.#output,
    );
    const [first] = this.#buttons.keys();
    this.#pick(this.#buttons.has(this.#picked) ? this.#picked : (first ?? ''));
  }

  #row(neuron: Neuron, k: number): Row {
    const curve = svg('path', { class: 'curve' });
    const picture = svg('svg', { viewBox: `0 0 ${SIDE} ${SIDE}` });
    const middle = SIDE / 2;
    picture.append(svg('path', { class: 'zero', d: `M0 ${middle}H${SIDE}` }), curve);
    const node = element('span', 'node hidden-neuron', picture);
    node.ariaHidden = 'true';
    const number = element('span', 'number', String(k + 1));
    number.ariaHidden = 'true';
    const row = element(
      'div',
      'neuron',
      element('div', 'into', ...neuron.inputs.map((one) => this.#button(one, 'weight'))),
      element('div', 'body', node, number),
      this.#button(neuron.bias, 'bias'),
      this.#button(neuron.output, 'weight out'),
    );
    row.dataset.part = neuron.name;
    const wires = {
      into: neuron.inputs.map(() => svg('path', { class: 'wire' })),
      bias: svg('path', { class: 'wire bias' }),
      out: svg('path', { class: 'wire' }),
    };
    this.#wires.append(...wires.into, wires.bias, wires.out);
    return { element: row, node, curve, wires };
  }

  #button({ name }: Parameter, kind: string): HTMLButtonElement {
    const button = element(
      'button',
      `parameter ${kind}`,
      written(name),
      ' ',
      element('span', 'value'),
    );
    button.type = 'button';
    button.dataset.names = name;
    this.#buttons.set(name, button);
    return button;
  }

  // Showing numbers

  #paint(neuron: Neuron, row: Row | undefined): void {
    if (!row) return;
    for (const { name, value } of parametersOf(neuron)) {
      const button = this.#buttons.get(name);
      const text = short(value);
      if (!button) continue;
      button.ariaLabel = `${name} = ${text}`;
      button.classList.toggle('negative', text.startsWith('-'));
      const number = button.querySelector('.value');
      if (number) number.textContent = text.replace('-', '−');
    }
    row.element.classList.toggle('negative', neuron.output.value < 0);
    neuron.inputs.forEach((weight, i) => {
      this.#weigh(row.wires.into[i], weight);
    });
    this.#weigh(row.wires.out, neuron.output);
    row.wires.bias.style.strokeWidth = String(THIN + THICK * this.#share(neuron.bias));
    row.curve.setAttribute('d', sketch(neuron.curve, this.#reach(neuron.output.name)));
  }

  /** A wire is as thick and as far from neutral as its weight is large; below zero it is dashed. */
  #weigh(wire: SVGPathElement | undefined, weight: Parameter): void {
    if (!wire) return;
    const share = this.#share(weight);
    const end = weight.value < 0 ? 'minus' : 'plus';
    const percent = Math.round(30 + 70 * share);
    wire.style.stroke = `color-mix(in oklab, var(--${end}) ${percent}%, var(--neutral))`;
    wire.style.strokeWidth = String(THIN + THICK * share);
    wire.style.strokeDasharray = weight.value < 0 ? '7 4' : '';
  }

  /** How large a parameter is, from 0 to 1 where its slider ends. */
  #share({ name, value }: Parameter): number {
    return Math.min(1, Math.abs(value) / this.#reach(name));
  }

  #reach(name: string): number {
    const range = this.block.querySelector<HTMLInputElement>(
      `.slider[data-name="${name}"] input[type=range]`,
    );
    return Math.max(Math.abs(Number(range?.min ?? 1)), Math.abs(Number(range?.max ?? 1)));
  }

  // Laying the wires

  /** Leads the wires from the nodes through their buttons, wherever the page has put these. */
  #lay(): void {
    const frame = this.element.getBoundingClientRect();
    if (frame.width === 0) return;
    // Without the page's styles they would lie in the flow, and the frame grow with them for ever.
    if (getComputedStyle(this.#wires).position !== 'absolute') return;
    const box = (of: Element): Box => {
      const { left, right, top, bottom } = of.getBoundingClientRect();
      const middle = (top + bottom) / 2 - frame.top;
      return {
        left: left - frame.left,
        right: right - frame.left,
        bottom: bottom - frame.top,
        middle,
      };
    };
    this.#wires.setAttribute('viewBox', `0 0 ${frame.width} ${frame.height}`);
    const inputs = this.#inputs.map(box);
    const output = box(this.#output);
    this.#wiring.neurons.forEach((neuron, k) => {
      const row = this.#rows[k];
      const button = (parameter: Parameter) => this.#buttons.get(parameter.name);
      const bias = button(neuron.bias);
      const out = button(neuron.output);
      if (!row || !bias || !out) return;
      const node = box(row.node);
      neuron.inputs.forEach((weight, i) => {
        const from = inputs[i];
        const label = button(weight);
        if (!from || !label) return;
        const at = box(label);
        const path =
          bend(from.right, from.middle, at.left, at.middle) +
          sweep(at.right, at.middle, node.left, node.middle);
        row.wires.into[i]?.setAttribute('d', path);
      });
      const centre = (node.left + node.right) / 2;
      row.wires.bias.setAttribute('d', `M${centre} ${box(bias).middle}V${node.bottom}`);
      const at = box(out);
      const path =
        bend(node.right, node.middle, at.left, at.middle) +
        sweep(at.right, at.middle, output.left, output.middle);
      row.wires.out.setAttribute('d', path);
    });
  }

  // Picking a parameter

  #pick(name: string): void {
    if (!this.#buttons.has(name)) return;
    this.#picked = name;
    for (const [own, button] of this.#buttons) {
      button.setAttribute('aria-pressed', String(own === name));
    }
    this.block.sliders.pick(name);
  }

  /** Arrow keys lead from a button to its neighbours in the picture. */
  #walk(event: KeyboardEvent): void {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
      event.key
    ];
    const name = event.target instanceof HTMLElement ? event.target.dataset.names : undefined;
    const [down, right] = step ?? [];
    if (down === undefined || right === undefined || !name) return;
    const rows = this.#wiring.neurons.map((neuron) => parametersOf(neuron).map((one) => one.name));
    const row = rows.findIndex((names) => names.includes(name));
    const column = rows[row]?.indexOf(name) ?? 0;
    event.preventDefault();
    this.#buttons.get(rows[row + down]?.[column + right] ?? '')?.focus();
  }

  // Bringing out a neuron

  #listen(): void {
    const listen = (on: string, off: string, reason: 'pointer' | 'focus') => {
      this.block.addEventListener(on, ({ target }) => {
        this.#because(reason, target instanceof Element ? this.#partAt(target) : null);
      });
      this.block.addEventListener(off, () => this.#because(reason, null));
    };
    listen('pointerover', 'pointerout', 'pointer');
    listen('focusin', 'focusout', 'focus');
    void this.block.chart(0)?.drawn.then((plot) => {
      plot.on('plotly_hover', ({ points }) => {
        this.#because('chart', points[0] ? partOf(points[0].data as object) : null);
      });
      plot.on('plotly_unhover', () => this.#because('chart', null));
    });
  }

  /** The neuron that an element of the block belongs to: its own row, or a parameter of it. */
  #partAt(target: Element): string | null {
    const row = target.closest<HTMLElement>('[data-part]');
    if (row) return row.dataset.part ?? null;
    const named = target.closest<HTMLElement>('[data-names], .slider');
    const name = named?.dataset.names ?? named?.dataset.name;
    const owner = this.#wiring.neurons.find((neuron) =>
      parametersOf(neuron).some((parameter) => parameter.name === name),
    );
    return owner?.name ?? null;
  }

  #because(reason: 'chart' | 'pointer' | 'focus', part: string | null): void {
    this.#reasons[reason] = part;
    // On its way from one thing to the next the pointer is over neither: only a frame shows it.
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#bringOut());
  }

  #bringOut(): void {
    const { chart, pointer, focus } = this.#reasons;
    const part = chart ?? pointer ?? focus;
    this.element.classList.toggle('choosing', part !== null);
    for (const row of this.#rows) {
      const chosen = row.element.dataset.part === part;
      for (const one of [row.element, ...row.wires.into, row.wires.bias, row.wires.out]) {
        one.classList.toggle('brought-out', chosen);
      }
    }
    this.block.chart(0)?.bringOut(part);
  }
}

interface Box {
  left: number;
  right: number;
  bottom: number;
  middle: number;
}

function namesOf(wiring: Wiring): string[] {
  return wiring.neurons.flatMap((neuron) => parametersOf(neuron).map(({ name }) => name));
}

/** A wire that leaves level and arrives level. */
function bend(x: number, y: number, toX: number, toY: number): string {
  return `M${x} ${y}${curveTo(x, y, toX, toY)}`;
}

/** The wire goes on behind its label, then bends as before. */
function sweep(x: number, y: number, toX: number, toY: number): string {
  return `L${x} ${y}${curveTo(x, y, toX, toY)}`;
}

function curveTo(x: number, y: number, toX: number, toY: number): string {
  const half = (x + toX) / 2;
  return `C${half} ${y} ${half} ${toY} ${toX} ${toY}`;
}

/** A neuron's curve in its little square, on the chart's own scale. */
function sketch(curve: Float64Array, reach: number): string {
  const middle = SIDE / 2;
  const step = SIDE / Math.max(1, curve.length - 1);
  const points = Array.from(curve, (value, i) => {
    return `${(i * step).toFixed(1)} ${(middle - (value / reach) * middle).toFixed(1)}`;
  });
  return points.length > 0 ? `M${points.join('L')}` : '';
}

function svg<Name extends 'svg' | 'path'>(name: Name, attributes: Record<string, string>) {
  const made = document.createElementNS(SVG, name) as SVGElementTagNameMap[Name];
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  classes: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = classes;
  made.append(...children);
  return made;
}
