/** A solid chart as it is seen from above, drawn flat from the same numbers. */

import { type ChartPicture, isRecord, type Trace } from './picture';

/** Lines in space are drawn thicker than on paper. */
const THINNER = 0.6;

export function flatTwin({ data, layout, says }: ChartPicture): ChartPicture {
  const scene = isRecord(layout.scene) ? layout.scene : {};
  return { data: data.flatMap(flattened), layout: flatAxes(scene), says };
}

function flattened(trace: Trace): Trace[] {
  if (trace.type === 'surface') return stands(trace) ? [] : [contour(trace)];
  if (trace.type !== 'scatter3d') return [trace];
  const { z, line, ...flat } = trace;
  const width = isRecord(line) ? Number(line.width ?? 2) * THINNER : 2;
  return [{ ...flat, type: 'scatter', line: { ...(isRecord(line) ? line : {}), width } }];
}

/** A sheet that stands upright is given corner by corner: from above only its edge is seen. */
function stands({ x, y }: Trace): boolean {
  return !(x instanceof Float64Array && y instanceof Float64Array);
}

/** Lines of equal height, or of what colours the surface where that is not its height. */
function contour({ x, y, z, surfacecolor, name, colorscale, cmin, cmax, meta }: Trace): Trace {
  return {
    type: 'contour',
    x,
    y,
    z: surfacecolor ?? z,
    name,
    colorscale,
    zmin: cmin,
    zmax: cmax,
    zauto: false,
    showscale: false,
    line: { width: 0.5, color: 'var(--paper)' },
    hoverinfo: 'skip',
    meta,
  };
}

/** The ground's two axes, with their names at their ends. */
function flatAxes({ xaxis, yaxis }: Record<string, unknown>): Record<string, unknown> {
  const [x, y] = [axis(xaxis), axis(yaxis)];
  const ground = { bgcolor: 'var(--raised)', font: { color: 'var(--soft)', size: 14 } };
  const name = { showarrow: false, xref: 'paper', yref: 'paper', ...ground };
  return {
    xaxis: { range: x.range, tickvals: x.tickvals },
    yaxis: { range: y.range, tickvals: y.tickvals },
    annotations: [
      { ...name, text: x.name, x: 1, y: 0, xanchor: 'right', yanchor: 'bottom' },
      { ...name, text: y.name, x: 0, y: 1, xanchor: 'left', yanchor: 'top' },
    ],
  };
}

function axis(value: unknown) {
  const { range, tickvals, title } = isRecord(value) ? value : {};
  return { range, tickvals, name: isRecord(title) ? title.text : '' };
}
