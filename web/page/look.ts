/**
 * The look of every chart: no toolbar, few grid lines, zero lines stronger, nothing that a drag
 * could move by accident. It is Plotly's template, so a figure's own layout still has its say.
 */

import type { Camera } from './chart';
import { isRecord } from './picture';
import { paint, painted } from './theme';

export function flatLook() {
  const axis = {
    color: paint('soft'),
    gridcolor: paint('rule'),
    zerolinecolor: paint('soft'),
    zerolinewidth: 1,
    nticks: 7,
    ticklabelstandoff: 6,
    fixedrange: true,
    ticks: '',
  };
  const margin = { l: 40, r: 16, t: 12, b: 32 };
  return { template: { layout: { ...common(), margin, xaxis: axis, yaxis: axis } } } as const;
}

/** The way from the middle of a solid chart to the eye, of length 1. */
const EYE = { x: 0.611, y: -0.679, z: 0.408 };

/** The nearest that the eye may be to a chart with room on both sides. */
const NEAREST = 1.9;

/**
 * The camera is as near as the words along the axes allow. They stand below the chart, so it looks
 * at a middle that lies a little low; in a narrow chart also to the left, where the longest stand.
 */
function cameraFor({ width, height }: { width: number; height: number }) {
  const distance = Math.max(NEAREST, (2.75 * height) / width);
  const left = distance > NEAREST ? 0.15 : 0;
  return {
    eye: { x: EYE.x * distance, y: EYE.y * distance, z: EYE.z * distance },
    center: { x: -0.74 * left, y: -0.67 * left, z: -0.1 },
  };
}

/** `kept`: the camera as the reader left it, null for a chart that was not drawn yet. */
export function solidLook(
  layout: Record<string, unknown>,
  kept: Camera | null,
  size: { width: number; height: number },
) {
  const axis = {
    color: paint('soft'),
    gridcolor: paint('rule'),
    zerolinecolor: paint('soft'),
    showbackground: false,
    showspikes: false,
    nticks: 5,
  };
  const scene = {
    xaxis: axis,
    yaxis: axis,
    zaxis: axis,
    dragmode: 'turntable',
    camera: cameraFor(size),
    aspectmode: 'manual',
  };
  const margin = { l: 0, r: 0, t: 0, b: 0 };
  // Plotly writes the ratio back into the layout it was given: the template is not enough.
  const own = isRecord(layout.scene) ? layout.scene : {};
  return {
    template: { layout: { ...common(), margin, scene } },
    scene: {
      aspectratio: { x: 1, y: 1, z: 0.7 },
      ...painted(own),
      ...(kept ? { camera: kept } : {}),
    },
  } as const;
}

function common() {
  return {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: paint('interface'), size: 13, color: paint('ink') },
    showlegend: false,
    hovermode: 'closest',
    dragmode: false,
    hoverlabel: {
      bgcolor: paint('raised'),
      bordercolor: paint('rule'),
      font: { family: paint('code'), color: paint('ink') },
    },
  } as const;
}
