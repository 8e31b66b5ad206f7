/** Our own Plotly: the core with its scatter traces, and contours. Fetched with the first chart. */

import contour from 'plotly.js/lib/contour';
import Plotly from 'plotly.js/lib/core';

Plotly.register([contour]);

export { renumbered } from './renumber';

export default Plotly;
