/** The parts that a block may have beside its charts and sliders, found by their place in it. */

import type { Block } from './block';
import { Diagram } from './diagram';
import { Drag } from './drag';
import { ParameterTable } from './parameter-table';
import type { Part } from './part';
import { Player } from './player';
import { Plays } from './plays';
import { Predict } from './predict';
import { ShowPython } from './show-python';
import { TrainedKeeper } from './summary';
import { Table } from './table';
import { TouchToTurn } from './touch-to-turn';
import { Turn } from './turn';
import { Versions } from './versions';
import { ViewFromAbove } from './view-from-above';

interface PartClass {
  readonly selector: string;
  new (block: Block, element: HTMLElement): Part;
}

const PARTS: PartClass[] = [
  Player,
  Table,
  ViewFromAbove,
  Turn,
  TouchToTurn,
  Diagram,
  ParameterTable,
  Drag,
  Plays,
  Predict,
  ShowPython,
  Versions,
  TrainedKeeper,
];

/** Makes every part that the block has an element for. */
export function partsOf(block: Block): Part[] {
  return PARTS.flatMap((PartOf) => {
    const elements = block.querySelectorAll<HTMLElement>(PartOf.selector);
    return [...elements].map((element) => new PartOf(block, element));
  });
}
