/** Parts of Plotly that run before it: see plotly-parts.ts. */

declare module '@plotly/d3';
declare module 'plotly.js/src/*';

/** The two of Plotly's own modules that renumber.ts calls. */

declare module 'plotly.js/src/plots/plots' {
  const plots: {
    supplyDefaults(plot: object, options: { skipUpdateCalc: boolean }): void;
    doCalcdata(plot: object): void;
  };
  export default plots;
}

declare module 'plotly.js/src/plot_api/subroutines' {
  const subroutines: { drawData(plot: object): void };
  export default subroutines;
}
