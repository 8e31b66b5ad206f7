// The figure `neuron-2d`, driven by JavaScript alone: the least that a page can do for a slider.

import Plotly from '$plotly';
import '$solid';

const { data: [surface, border], layout } = JSON.parse(document.getElementById('chart').textContent);
const config = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false };
const plot = document.querySelector('#neuron-2d .plot');
const slider = document.querySelector('#neuron-2d input[type=range][aria-label=w1]');
const [w2, b, reach] = [2, 0, 10];

// New objects with new arrays for each picture, or Plotly would take it for the one before.
function draw() {
  const w1 = slider.valueAsNumber;
  const places = Float64Array.from({ length: 41 }, (_, i) => (i - 20) / 2);
  const z = Array.from(places, (x2) =>
    places.map((x1) => 1 / (1 + Math.exp(-(w1 * x1 + w2 * x2 + b)))),
  );
  // Without a bias the border runs through the middle, to the edge that it meets first.
  const far = reach / Math.max(Math.abs(w1), Math.abs(w2));
  const x = Float64Array.of(-far * w2, far * w2);
  const y = Float64Array.of(far * w1, -far * w1);
  const across = { ...border, x, y, z: Float64Array.of(0.5, 0.5) };
  const traces = [{ ...surface, x: places, y: places.slice(), z }, across];
  return Plotly.react(plot, traces, { ...layout }, config);
}

slider.addEventListener('input', draw);
await draw();
performance.mark('figures-ready');
