/**
 * What comes before the page is painted, in a plain script: modules wait until all of it has come.
 */

import './arriving';
import './chosen-theme';
import './early';
import './folded';
import { startFigures } from './figures-start';
import './lifeless';

if (document.getElementById('site')) globalThis.figuresStarted = startFigures(false);
