/** How a network is wired, as a figure's Python says it in `diagram=…`. */

import { isRecord } from './picture';

export interface Parameter {
  name: string;
  value: number;
}

/** A hidden neuron: its weights, one for each input, its bias, its output weight. */
export interface Neuron {
  name: string;
  inputs: Parameter[];
  bias: Parameter;
  output: Parameter;
  /** what it adds to the answer, from the chart's left end to its right end */
  curve: Float64Array;
}

export interface Wiring {
  inputs: string[];
  output: string;
  neurons: Neuron[];
}

/** The wiring in a picture's parts; null where there is none, or something else. */
export function wiringOf(parts: Record<string, unknown>): Wiring | null {
  const found = parts.diagram;
  if (!isRecord(found) || !Array.isArray(found.inputs) || !Array.isArray(found.neurons))
    return null;
  const neurons = found.neurons.map(neuron);
  if (neurons.some((one) => one === null)) return null;
  return {
    inputs: found.inputs.map(String),
    output: String(found.output),
    neurons: neurons as Neuron[],
  };
}

/** The parameters of a neuron, from its inputs to its output. */
export function parametersOf(neuron: Neuron): Parameter[] {
  return [...neuron.inputs, neuron.bias, neuron.output];
}

function neuron(value: unknown): Neuron | null {
  if (!isRecord(value) || !Array.isArray(value.inputs)) return null;
  const inputs = value.inputs.map(parameter);
  const bias = parameter(value.bias);
  const output = parameter(value.output);
  if (!bias || !output || inputs.some((one) => one === null)) return null;
  const curve = value.curve instanceof Float64Array ? value.curve : new Float64Array();
  return { name: String(value.name), inputs: inputs as Parameter[], bias, output, curve };
}

function parameter(value: unknown): Parameter | null {
  if (!isRecord(value) || typeof value.value !== 'number') return null;
  return { name: String(value.name), value: value.value };
}

/** A number as it stands in formulas: at most two decimals. */
export function short(value: number): string {
  return String(Number(value.toFixed(2)) + 0);
}

/** A parameter's name as mathematics writes it: "wi1" is a w with the index i1. */
export function written(name: string): HTMLElement {
  const element = document.createElement('var');
  const [, letter, index] = /^([a-z])(\w*\d)$/.exec(name) ?? [];
  element.append(letter ?? name);
  if (index) element.append(Object.assign(document.createElement('sub'), { textContent: index }));
  return element;
}
