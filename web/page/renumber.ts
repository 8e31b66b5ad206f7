/**
 * Draws new numbers into a chart whose axes and words stay as they are. While a slider moves that is
 * nearly always so, and Plotly.react would draw its axes and measure its margins again each time:
 * more than half of its work. These are the steps of Plotly.react that are left then.
 */

import type { Data, PlotlyHTMLElement } from 'plotly.js';
import subroutines from 'plotly.js/src/plot_api/subroutines';
import plots from 'plotly.js/src/plots/plots';

/** What Plotly keeps on its element. */
interface Plot extends PlotlyHTMLElement {
  emit(event: string): void;
  calcdata?: { trace: unknown }[][] | undefined;
  _fullData?: { type: string }[];
  _fullLayout?: Record<string, unknown>;
}

/**
 * False where Plotly itself has to draw: the first time, or where axes follow the numbers.
 *
 * traces: as many as before, of the same kinds; the layout must be the one drawn before
 */
export function renumbered(element: PlotlyHTMLElement, traces: Data[]): boolean {
  const plot = element as Plot;
  const before = plot._fullData ?? [];
  const same = before.length === traces.length && before.every(isLine) && traces.every(isLine);
  if (!same || !standsStill(plot._fullLayout)) return false;
  plot.data = traces;
  plots.supplyDefaults(plot, { skipUpdateCalc: true });
  plot.calcdata = undefined;
  plots.doCalcdata(plot);
  subroutines.drawData(plot);
  plot.emit('plotly_afterplot');
  return true;
}

/** Lines, markers and words: what Plotly calls scatter, and takes a trace for that says nothing. */
function isLine({ type = 'scatter' }: { type?: string }): boolean {
  return type === 'scatter';
}

function standsStill(layout: Plot['_fullLayout']): boolean {
  const axes = Object.entries(layout ?? {}).filter(([name]) => /^[xy]axis/.test(name));
  return axes.length > 0 && axes.every(([, axis]) => !(axis as { autorange: unknown }).autorange);
}
