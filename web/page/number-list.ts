/** A list of points that the reader's code writes out, such as `data = [(1, 0.85), (2, 1.43)]`. */

import { isolateHistory } from '@codemirror/commands';
import { ensureSyntaxTree } from '@codemirror/language';
import { type ChangeSpec, Transaction } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { SyntaxNode } from '@lezer/common';
import type { Trace } from './picture';

/** A number as it stands in the text; `was` is how it stood there at first. */
interface Written {
  from: number;
  text: string;
  was: string;
}

export class NumberList {
  private constructor(
    private readonly view: EditorView,
    private readonly numbers: Written[],
  ) {}

  /** Finds the list; null unless it is assigned once, of pairs of plain numbers alone. */
  static find(view: EditorView, name: string): NumberList | null {
    const { doc } = view.state;
    const tree = ensureSyntaxTree(view.state, doc.length, 1000);
    const read = (node: SyntaxNode) => doc.sliceString(node.from, node.to);
    const lists = (tree?.topNode.getChildren('AssignStatement') ?? [])
      .filter((node) => node.firstChild && read(node.firstChild) === name)
      .map((node) => node.lastChild);
    const [list] = lists;
    if (lists.length !== 1 || list?.name !== 'ArrayExpression') return null;
    const pairs = items(list).map(items);
    const numbers = pairs.flat().map((node) => {
      const text = read(node);
      return { from: node.from, text, was: text };
    });
    const plain = numbers.every(({ text }) => Number.isFinite(Number(text.replaceAll('_', ''))));
    return plain && pairs.every((pair) => pair.length === 2) ? new NumberList(view, numbers) : null;
  }

  /** x and y of each point, one after the other. */
  get values(): number[] {
    return this.numbers.map(({ text }) => Number(text.replaceAll('_', '')));
  }

  /** Whether the trace draws just these points. */
  holds({ x, y }: Trace): boolean {
    if (!(x instanceof Float64Array) || !(y instanceof Float64Array)) return false;
    const { values } = this;
    const drawn = Array.from(x).flatMap((value, i) => [value, y[i]]);
    // A starting picture keeps seven digits of each number.
    const same = (a: number, b = Number.NaN) => a.toPrecision(7) === b.toPrecision(7);
    return values.length === drawn.length && values.every((value, i) => same(value, drawn[i]));
  }

  /** Rewrites numbers in their places; undo does not notice before `settle`. */
  set(numbers: Map<number, number>): void {
    this.#rewrite(
      new Map([...numbers].map(([i, value]) => [i, String(value)])),
      Transaction.addToHistory.of(false),
    );
  }

  /** Makes all that was rewritten one step for undo. */
  settle(): void {
    const entries = [...this.numbers.entries()].filter(([, { text, was }]) => text !== was);
    if (entries.length === 0) return;
    const now = new Map(entries.map(([i, { text }]) => [i, text]));
    this.#rewrite(
      new Map(entries.map(([i, { was }]) => [i, was])),
      Transaction.addToHistory.of(false),
    );
    this.#rewrite(now, isolateHistory.of('full'));
    for (const number of this.numbers) number.was = number.text;
  }

  #rewrite(
    texts: Map<number, string>,
    annotations:
      | ReturnType<typeof isolateHistory.of>
      | ReturnType<typeof Transaction.addToHistory.of>,
  ): void {
    const changes: ChangeSpec[] = [];
    let shift = 0;
    for (const [i, number] of this.numbers.entries()) {
      const { from, text } = number;
      number.from += shift;
      const insert = texts.get(i);
      if (insert === undefined || insert === text) continue;
      changes.push({ from, to: from + text.length, insert });
      number.text = insert;
      shift += insert.length - text.length;
    }
    this.view.dispatch({ changes, annotations });
  }
}

/** What stands between the brackets of a list or a tuple, without its commas. */
function items(node: SyntaxNode): SyntaxNode[] {
  if (node.name !== 'ArrayExpression' && node.name !== 'TupleExpression') return [];
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children.filter(({ name }) => !['(', ')', '[', ']', ',', 'Comment'].includes(name));
}
