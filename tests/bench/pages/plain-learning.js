// The figure `learning`, driven by JavaScript alone: the least that a page can do for a slider.

import Plotly from '$plotly';

const { data, layout } = JSON.parse(document.getElementById('chart').textContent);
const [start, misses, line, word, points] = data;
const config = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false };
const plot = document.querySelector('#learning .plot');
const slider = document.querySelector('#learning input[type=range][aria-label=step]');
const rate = 0.004;

// New objects with new arrays for each picture, or Plotly would take it for the one before.
function draw() {
  let [w, b] = [-0.4, 0.9];
  const ends = (w, b) => ({ x: Float64Array.of(0, 9), y: Float64Array.of(b, 9 * w + b) });
  const begin = { ...start, ...ends(w, b) };
  for (let step = 0; step < slider.valueAsNumber; step++) {
    let [slopeW, slopeB] = [0, 0];
    points.x.forEach((x, i) => {
      const miss = w * x + b - points.y[i];
      slopeW += miss * x;
      slopeB += miss;
    });
    [w, b] = [w - rate * slopeW, b - rate * slopeB];
  }
  const missed = {
    ...misses,
    x: Float64Array.from(misses.x),
    y: Float64Array.from(points.x.flatMap((x, i) => [w * x + b, points.y[i], Number.NaN])),
  };
  const [x, y] = [Float64Array.from(points.x), Float64Array.from(points.y)];
  const traces = [begin, missed, { ...line, ...ends(w, b) }, { ...word }, { ...points, x, y }];
  return Plotly.react(plot, traces, { ...layout }, config);
}

slider.addEventListener('input', draw);
await draw();
performance.mark('figures-ready');
