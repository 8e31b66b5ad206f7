/**
 * Renders formulas with KaTeX: JSON in, JSON out.
 *
 * stdin:  [{ "tex": "y = \\w x + \\b", "display": true }, …]
 * stdout: [{ "html": "…" } or { "error": "…", "position": 7 or null }, …] in the same order
 *
 * Colours in formulas are ideas, as everywhere in the lessons: \weight{…}, \bias{…}, \model{…},
 * \loss{…}, \slope{…} and \passed{…} put their argument into a span of that class, and so do
 * \inner{…} and \outer{…}, the two functions of the chain rule; \w and \b are the weight w and the
 * bias b in their colours, together with their subscripts: \w_1, \b_{ik}. (TeX has an accent \b, but
 * not in formulas.) ½ may be written as such.
 */

import { json } from 'node:stream/consumers';
import katex from 'katex';

const ideas = ['weight', 'bias', 'model', 'loss', 'slope', 'passed', 'inner', 'outer'];

const macros = {
  ...Object.fromEntries(ideas.map((idea) => [`\\${idea}`, `\\htmlClass{${idea}}{#1}`])),
  ...parameter('w', 'weight'),
  ...parameter('b', 'bias'),
  '½': '\\tfrac12',
};

/** The macro of a parameter: a subscript behind it is part of its name, and takes its colour. */
function parameter(name, idea) {
  return {
    [`\\${name}`]: (context) => {
      context.consumeSpaces();
      if (context.future().text !== '_') return `\\${idea}{${name}}`;
      context.popToken();
      return `\\${name}@indexed`;
    },
    [`\\${name}@indexed`]: `\\${idea}{${name}_{#1}}`,
  };
}

/** KaTeX sets the rows of a matrix so tight that fractions above each other touch. */
const STRETCH = 1.5;
/** Rows with display-sized parts fill even stretched rows; only a wide gap parts them. */
const TALL = /\\(dfrac|cfrac|displaystyle|limits|dbinom)(?![a-zA-Z])/;
const TALL_GAP = '0.9em';

const MATRIX =
  /\\begin\{([pbBvV]?matrix\*?)\}((?:(?!\\begin\{[pbBvV]?matrix)[\s\S])*?)\\end\{\1\}/g;

function roomy(tex) {
  return tex.replace(MATRIX, (_, name, rows) => {
    const gap = TALL.test(rows) ? `[${TALL_GAP}]` : '';
    const spaced = rows.replace(/\\\\(?!\s*\[)/g, `\\\\${gap}`);
    const matrix = `\\begin{${name}}${spaced}\\end{${name}}`;
    return `\\begingroup\\def\\arraystretch{${STRETCH}}${matrix}\\endgroup`;
  });
}

function html(tex, display) {
  return katex.renderToString(tex, {
    displayMode: display,
    output: 'htmlAndMathml',
    throwOnError: true,
    strict: (code) => (code === 'htmlExtension' ? 'ignore' : 'error'),
    trust,
    macros: { ...macros },
  });
}

/** KaTeX would show what it does not trust in red; an author should hear of it instead. */
function trust({ command, class: name }) {
  if (command === '\\htmlClass' && ideas.includes(name)) return true;
  throw new katex.ParseError(`${command} is not allowed in a lesson`);
}

function render({ tex, display }) {
  try {
    return { html: html(roomy(tex), display) };
  } catch (error) {
    if (!(error instanceof katex.ParseError)) throw error;
    return { error: error.rawMessage, position: positionOf(tex, display) };
  }
}

/** Where the error is in the formula as the author wrote it, without the room we gave it. */
function positionOf(tex, display) {
  try {
    html(tex, display);
  } catch (error) {
    return error.position ?? null;
  }
  return null;
}

const formulas = await json(process.stdin);
process.stdout.write(JSON.stringify(formulas.map(render)));
