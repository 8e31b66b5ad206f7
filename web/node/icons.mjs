/**
 * Draws the site's icons as PNGs, for systems that take no SVG: the same bytes on every machine.
 *
 * `node icons.mjs <folder of icon.svg and icon-maskable.svg> <folder to write into>`
 */

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const [sources, folder] = process.argv.slice(2);

/** Systems cut a maskable icon to their own shape; iOS takes it as a touch icon. */
const ICONS = [
  { source: 'icon.svg', name: 'icon-192.png', size: 192 },
  { source: 'icon.svg', name: 'icon-512.png', size: 512 },
  { source: 'icon-maskable.svg', name: 'icon-maskable-512.png', size: 512 },
  { source: 'icon-maskable.svg', name: 'icon-touch-180.png', size: 180 },
];

const { resolve } = createRequire(import.meta.url);
await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
for (const { source, name, size } of ICONS) {
  const svg = await readFile(join(sources, source), 'utf8');
  const drawing = new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render();
  await writeFile(join(folder, name), drawing.asPng());
}
