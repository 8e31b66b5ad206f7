/** The Python editor of a cell: CodeMirror with what a beginner's Python needs, and no more. */

import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { keyRow } from './editor-keys';
import { nameHelp } from './name-help';
import { NumberList } from './number-list';

/** For so long, in milliseconds, does Tab leave the editor after Escape, unless another key comes. */
const PATIENCE = 600_000;

/** CodeMirror itself waits two seconds for the Tab: too short for those who are slow with keys. */
const leaving = EditorView.domEventHandlers({
  keyup: ({ key }, view) => {
    if (key === 'Escape') view.setTabFocusMode(PATIENCE);
  },
  blur: (_, view) => view.setTabFocusMode(false),
});

const markLine = StateEffect.define<number | null>();

/** The line that an error was reported on; the mark goes with the next change of the text. */
const markedLine = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(markLine)) continue;
      const { doc } = transaction.state;
      if (effect.value === null || effect.value < 1 || effect.value > doc.lines) {
        return Decoration.none;
      }
      const line = Decoration.line({ class: 'error-line' });
      return Decoration.set(line.range(doc.line(effect.value).from));
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export interface EditorOptions {
  text: string;
  /** id of the element that tells how to leave the editor */
  describedBy: string;
  run(): void;
  /** `undone`: by undo or redo */
  changed(undone: boolean): void;
}

export class Editor {
  readonly #view: EditorView;

  constructor(parent: HTMLElement, { text, describedBy, run, changed }: EditorOptions) {
    const runs = () => {
      run();
      return true;
    };
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          indentOnInput(),
          indentUnit.of('    '),
          bracketMatching(),
          closeBrackets(),
          nameHelp(),
          python(),
          syntaxHighlighting(classHighlighter),
          markedLine,
          leaving,
          keymap.of([
            { key: 'Mod-Enter', run: runs },
            { key: 'Shift-Enter', run: runs },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            indentWithTab,
          ]),
          EditorView.contentAttributes.of({
            tabindex: '0',
            'aria-label': 'Python code',
            'aria-describedby': describedBy,
          }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            changed(
              update.transactions.some((t) => t.isUserEvent('undo') || t.isUserEvent('redo')),
            );
          }),
        ],
      }),
    });
    parent.append(keyRow(this.#view));
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Replaces the whole text; undo brings the old one back. */
  set text(text: string) {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  /** The list of points that the code assigns to `name`, if it is written out in numbers. */
  points(name: string): NumberList | null {
    return NumberList.find(this.#view, name);
  }

  mark(line: number | null): void {
    this.#view.dispatch({ effects: markLine.of(line) });
  }

  focus(): void {
    this.#view.focus();
  }
}
