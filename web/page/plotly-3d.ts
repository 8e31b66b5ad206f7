/** Plotly's 3-D traces, fetched when a 3-D chart comes near. */

import scatter3d from 'plotly.js/lib/scatter3d';
import surface from 'plotly.js/lib/surface';
import Plotly from './plotly';

Plotly.register([surface, scatter3d]);
