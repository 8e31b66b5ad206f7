/** "All parameters": a network's numbers as a table, to read and to type in. */

import type { Block } from './block';
import { NumberField } from './number-field';
import { Part } from './part';
import type { Picture } from './picture';
import { type Parameter, parametersOf, type Wiring, wiringOf, written } from './wiring';

export class ParameterTable extends Part {
  static readonly selector = 'details.parameters';

  #fields = new Map<string, NumberField>();

  constructor(block: Block, element: HTMLElement) {
    super(block, element);
    void this.begin();
  }

  override show(picture: Picture): void {
    const wiring = wiringOf(picture.parts);
    if (!wiring) return;
    const parameters = wiring.neurons.flatMap(parametersOf);
    if (parameters.some(({ name }) => !this.#fields.has(name))) this.#build(wiring);
    for (const { name, value } of parameters) {
      const field = this.#fields.get(name);
      // A field that is being typed in says already what the reader means.
      if (field && field.input !== document.activeElement) field.value = value;
    }
  }

  #build(wiring: Wiring): void {
    this.#fields.clear();
    const table = document.createElement('table');
    const head = table.createTHead().insertRow();
    const weights = wiring.inputs.map((input) =>
      wiring.inputs.length > 1 ? `weight in, from ${input}` : 'weight in',
    );
    for (const text of ['neuron', ...weights, 'bias', 'weight out'])
      head.append(heading(text, 'col'));
    const body = table.createTBody();
    wiring.neurons.forEach((neuron, k) => {
      const row = body.insertRow();
      row.dataset.part = neuron.name;
      row.append(heading(String(k + 1), 'row'));
      for (const parameter of parametersOf(neuron)) row.insertCell().append(this.#field(parameter));
    });
    this.element.querySelector('table')?.remove();
    this.element.append(table);
  }

  #field({ name, value }: Parameter): HTMLElement {
    const input = document.createElement('input');
    const slider = this.block.querySelector<HTMLInputElement>(
      `.slider[data-name="${name}"] input[type=range]`,
    );
    Object.assign(input, {
      type: 'number',
      step: 'any',
      min: slider?.min ?? '',
      max: slider?.max ?? '',
      inputMode: 'decimal',
      autocomplete: 'off',
      defaultValue: String(value),
      ariaLabel: name,
    });
    const field = new NumberField(input, (typed) => {
      this.block.sliders.set({ [name]: typed });
      this.block.send();
    });
    this.#fields.set(name, field);
    const label = document.createElement('label');
    label.dataset.names = name;
    const shown = written(name);
    shown.ariaHidden = 'true';
    label.append(shown, input);
    return label;
  }
}

function heading(text: string, scope: 'col' | 'row'): HTMLTableCellElement {
  const cell = document.createElement('th');
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}
