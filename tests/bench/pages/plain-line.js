// The figure `line`, driven by JavaScript alone: the least that a page can do for a slider.

import Plotly from '$plotly';

const { data: [curve, note], layout } = JSON.parse(document.getElementById('chart').textContent);
const config = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false };
const plot = document.querySelector('#line .plot');
const slider = document.querySelector('#line input[type=range][aria-label=w]');
const b = 0;

// New objects with new arrays for each picture, or Plotly would take it for the one before.
function draw() {
  const w = slider.valueAsNumber;
  const x = Float64Array.from({ length: 21 }, (_, i) => i - 10);
  const y = x.map((value) => w * value + b);
  const marked = { ...note, x: Float64Array.of(0), y: Float64Array.of(b) };
  return Plotly.react(plot, [{ ...curve, x, y }, marked], { ...layout }, config);
}

slider.addEventListener('input', draw);
await draw();
performance.mark('figures-ready');
