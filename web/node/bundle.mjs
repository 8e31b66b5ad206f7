/**
 * Bundles the page with esbuild: `node bundle.mjs <project> <folder to write into> <fonts>`.
 *
 * stdout: { "names": { "main.js": "main-7XQ2A4BC.js", … },
 *           "loads": { "main.js": ["main-7XQ2A4BC.js", "chunk-….js"], … } }
 * `names` has every entry point, dynamic import and font under the name that a template knows it
 * by; `loads` has all files that come with a script before it can run, itself included.
 */

import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, extname, resolve } from 'node:path';
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { build } from 'esbuild';

const [project, folder, fonts] = process.argv.slice(2).map((path) => resolve(path));

const PAGE = ['web/page/embed.ts', 'web/page/main.ts', 'web/styles/main.css'];
/** Each in one file of its own: a worker that asks for chunks starts a round trip later. */
const WORKERS = ['web/page/figures.worker.ts', 'web/page/cells.worker.ts'];
/** Classic scripts: one runs before the page is painted, the other where not all take modules. */
const CLASSIC = ['web/page/before-paint.ts', 'web/page/service.worker.ts'];

/**
 * Plotly's schema explains each of its properties to readers of its manual. Nothing else reads
 * these texts, and they are a sixth of its weight.
 */
const withoutDescriptions = {
  name: 'plotly-without-descriptions',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]plotly\.js[\\/]src[\\/].*\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return source.includes('description') ? { contents: strip(source), loader: 'js' } : null;
    });
  },
};

function strip(source) {
  const cuts = [];
  full(parse(source, { ecmaVersion: 'latest' }), (node) => {
    if (node.type !== 'ObjectExpression') return;
    for (const { key, computed, start, end } of node.properties) {
      if (!computed && (key?.name ?? key?.value) === 'description') cuts.push([start, end]);
    }
  });
  // Backwards, so that the places of earlier cuts stay true; a description within another one's
  // object has a place of its own.
  cuts.sort(([a], [b]) => b - a);
  return cuts.reduce((text, [start, end]) => {
    const comma = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*,/.exec(text.slice(end));
    return text.slice(0, start) + text.slice(end + (comma?.[0].length ?? 0));
  }, source);
}

/** Controls and pictures within a chart: the page has its own, and web/figures.py refuses these. */
const UNUSED = JSON.parse(
  await readFile(resolve(import.meta.dirname, '..', 'plotly-unused.json'), 'utf8'),
);

const withoutUnused = {
  name: 'plotly-without-the-unused',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]plotly\.js[\\/]src[\\/]core\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = UNUSED.reduce(
        (rest, name) => replaced(rest, `    require('./components/${name}'),\n`, ''),
        source,
      );
      return { contents, loader: 'js' };
    });
  },
};

/**
 * Plotly's 3-D drawing comes as one file, made by webpack, for all of its 3-D traces. These parts
 * of it serve traces that are not in our bundle, and the `surfaceaxis` of scatter3d.
 */
const UNUSED_3D = [
  'alpha_shape',
  'convex_hull',
  'delaunay_triangulate',
  'gl_cone3d',
  'gl_mesh3d',
  'gl_streamtube3d',
];

const withoutUnused3d = {
  name: 'plotly-3d-without-the-unused',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]plotly\.js[\\/]stackgl_modules[\\/]index\.js$/ }, async ({ path }) => ({
      contents: withoutPicking(readingOften(prune(await readFile(path, 'utf8')))),
      loader: 'js',
    }));
  },
};

/**
 * The words of a solid chart are drawn on a canvas and read back from it, one after the other:
 * said beforehand, that is faster, and browsers do not complain of it in the console.
 */
function readingOften(source) {
  return source.replace(
    'defaultCanvas.getContext("2d")',
    'defaultCanvas.getContext("2d", { willReadFrequently: true })',
  );
}

/**
 * No solid chart here says what lies under the pointer, but Plotly draws each of them a second
 * time to be able to, and waits for the graphics card to read that drawing back.
 */
function withoutPicking(source) {
  const call = /pickDirty = false\s+renderPick\(\)/;
  if (!call.test(source)) throw new Error('plotly.js picks in another way: see withoutPicking');
  return source.replace(call, 'pickDirty = false');
}

/** Empty the modules that only the unused exports of the first module need. */
function prune(source) {
  let modules = [];
  full(parse(source, { ecmaVersion: 'latest' }), (node) => {
    if (node.type === 'VariableDeclarator' && node.id.name === '__webpack_modules__') {
      modules = node.init.properties;
    }
  });
  const byNumber = new Map(modules.map((module) => [module.key.value, module]));
  const wanted = new Set();
  const want = (number) => {
    if (wanted.has(number)) return;
    wanted.add(number);
    for (const needed of requiredBy(byNumber.get(number))) want(needed);
  };
  want(modules[0].key.value);
  return modules
    .filter(({ key }) => !wanted.has(key.value))
    .reverse()
    .reduce(
      (text, { key, start, end }) => `${text.slice(0, start)}${key.value}(){}${text.slice(end)}`,
      source,
    );
}

/** The numbers of the modules that a module requires, those for unused exports left out. */
function requiredBy(module) {
  const numbers = [];
  const skipped = [];
  full(module, (node) => {
    if (node.type === 'Property' && UNUSED_3D.includes(node.key.name)) skipped.push(node.value);
    if (node.type === 'CallExpression' && node.callee.name === '__webpack_require__') {
      numbers.push(node);
    }
  });
  return numbers.filter((call) => !skipped.includes(call)).map((call) => call.arguments[0].value);
}

/**
 * A chart's words are a little HTML to Plotly, links to anywhere included. They come from the
 * reader's Python too: a link is shown as the text that it is, like every other tag.
 */
const withoutLinks = {
  name: 'plotly-without-links',
  setup({ onLoad }) {
    onLoad(
      { filter: /[\\/]plotly\.js[\\/]src[\\/]lib[\\/]svg_text_utils\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        return { contents: replaced(source, "    a: 'cursor:pointer',\n", ''), loader: 'js' };
      },
    );
  },
};

/**
 * CodeMirror writes its styles as text into a style element, which the page's policy forbids. Into
 * an empty one it may put them rule by rule.
 */
const withStylesAsRules = {
  name: 'codemirror-styles-as-rules',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]style-mod[\\/]src[\\/]style-mod\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const made = 'this.styleTag = doc.createElement("style")\n';
      const placed = `${made}root.head.prepend(this.styleTag)\nthis.sheet = this.styleTag.sheet\n`;
      const adopts = 'if (root.adoptedStyleSheets.indexOf(this.sheet) < 0)';
      const contents = replaced(
        replaced(source, made, placed),
        adopts,
        `if (!root.head) ${adopts}`,
      );
      return { contents, loader: 'js' };
    });
  },
};

function replaced(source, before, after) {
  if (source.split(before).length !== 2) throw new Error(`not once in the source: ${before}`);
  return source.replace(before, after);
}

/**
 * Pyodide asks what kind of worker it is in by importing an empty script, which only a classic one
 * can. Ours are modules, and browsers complain in the console of such an address.
 */
const withoutClassicWorkers = {
  name: 'pyodide-without-classic-workers',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]pyodide[\\/]pyodide\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const asks = 'globalThis.importScripts("data:text/javascript,"),!0';
      return { contents: replaced(source, asks, '!1'), loader: 'js' };
    });
  },
};

/** Plotly imports the styles of a map library; no map is ever drawn here. */
const withoutMapStyles = {
  name: 'no-styles-of-scripts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]maplibre-gl[\\/].*\.css$/ }, () => ({ contents: '', loader: 'js' }));
  },
};

/** The fonts that web/fonts.py has made smaller take the place of their packages' own. */
const trimmedFonts = {
  name: 'trimmed-fonts',
  setup({ onResolve }) {
    onResolve({ filter: /\.woff2$/ }, ({ path }) => {
      const trimmed = resolve(fonts, basename(path));
      return existsSync(trimmed) ? { path: trimmed } : null;
    });
  },
};

/** KaTeX names each font in three formats. Every browser that can run the page reads woff2. */
const onlyWoff2 = {
  name: 'katex-woff2',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]katex[\\/]dist[\\/].*\.css$/ }, async ({ path }) => {
      const css = await readFile(path, 'utf8');
      const others = /,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'][a-z]*["']\)/g;
      return { contents: css.replace(others, ''), loader: 'css' };
    });
  },
};

/** Both Pythons import Node's modules when they run in Node; in a page they never ask. */
const withoutNode = {
  name: 'pythons-without-node',
  setup({ onResolve }) {
    const pythons = /[\\/]node_modules[\\/](pyodide|@micropython)[\\/]/;
    onResolve({ filter: /^[a-z:_/]+$/ }, ({ path, importer }) =>
      isBuiltin(path) && pythons.test(importer) ? { path, external: true } : null,
    );
  },
};

/**
 * The name of an output in templates: that of its source, the plain Latin font its family's. A
 * package's own module keeps its path: "plotly.js/src/lib/index.js".
 */
function nameOf(source, output) {
  const [, inPackage] = source.split('node_modules/');
  if (inPackage && extname(output) === '.js') return inPackage;
  const stem = basename(source, extname(source));
  return stem.replace(/-latin-wght-normal$/, '') + extname(output);
}

function manifest({ outputs }) {
  const names = {};
  const loads = {};
  for (const [output, { entryPoint, inputs }] of Object.entries(outputs)) {
    const inside = Object.keys(inputs);
    const isFile = !['.js', '.css'].includes(extname(output)) && inside.length === 1;
    const source = entryPoint ?? (isFile ? inside[0] : undefined);
    if (!source) continue;
    const name = nameOf(source, output);
    names[name] = basename(output);
    if (extname(output) === '.js') {
      loads[name] = comingWith(output, outputs).map((path) => basename(path));
    }
  }
  return { names, loads };
}

/** An output and all that it imports at once, the imports of these included. */
function comingWith(output, outputs, seen = new Set()) {
  if (!seen.has(output)) {
    seen.add(output);
    for (const { path, kind, external } of outputs[output].imports) {
      if (kind === 'import-statement' && !external) comingWith(path, outputs, seen);
    }
  }
  return [...seen];
}

function bundle(entryPoints, { splitting = false, format = 'esm' } = {}) {
  return build({
    absWorkingDir: project,
    entryPoints,
    splitting,
    outdir: folder,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    format,
    platform: 'browser',
    target: 'es2022',
    minify: true,
    metafile: true,
    legalComments: 'linked',
    logLevel: 'silent',
    // Plotly's dependencies were written for Node's `global`; workers have no `window`.
    define: { global: 'globalThis' },
    loader: { '.woff2': 'file' },
    plugins: [
      withoutLinks,
      withoutUnused,
      withoutDescriptions,
      withoutUnused3d,
      withoutMapStyles,
      withStylesAsRules,
      withoutClassicWorkers,
      onlyWoff2,
      trimmedFonts,
      withoutNode,
    ],
  });
}

await mkdir(folder, { recursive: true });
try {
  const bundles = await Promise.all([
    bundle(PAGE, { splitting: true }),
    bundle(WORKERS),
    bundle(CLASSIC, { format: 'iife' }),
  ]);
  const outputs = Object.assign({}, ...bundles.map(({ metafile }) => metafile.outputs));
  process.stdout.write(JSON.stringify(manifest({ outputs })));
} catch (error) {
  if (!error.errors) throw error;
  for (const { text, location } of error.errors) {
    const place = location ? `${location.file}:${location.line}: ` : '';
    process.stderr.write(`${place}${text}\n`);
  }
  process.exitCode = 1;
}
