/** What a run has left behind, a row for each iteration that was recorded. */
export class Recording {
  readonly #columns: number;
  #rows: Float64Array;
  #length = 0;

  /** `names`: what stands in the first columns, "iteration" before all; `first`: the row at the start. */
  constructor(
    readonly names: readonly string[],
    first: readonly number[],
  ) {
    this.#columns = first.length;
    this.#rows = new Float64Array(1024 * this.#columns);
    this.add(Float64Array.from(first));
  }

  /** How many rows there are. */
  get length(): number {
    return this.#length;
  }

  /** The last iteration. */
  get end(): number {
    return this.at(this.#length - 1, 'iteration');
  }

  /** Adds whole rows, which must come in the order of their iterations; others are left out. */
  add(rows: Float64Array): void {
    const added = Math.floor(rows.length / this.#columns);
    const needed = (this.#length + added) * this.#columns;
    if (needed > this.#rows.length) {
      const larger = new Float64Array(Math.max(needed, 2 * this.#rows.length));
      larger.set(this.#rows);
      this.#rows = larger;
    }
    for (let i = 0; i < added; i++) {
      const row = rows.subarray(i * this.#columns, (i + 1) * this.#columns);
      if (this.#length > 0 && !((row[0] ?? 0) > this.end)) continue;
      this.#rows.set(row, this.#length * this.#columns);
      this.#length += 1;
    }
  }

  at(row: number, name: string): number {
    const column = this.names.indexOf(name);
    return this.#rows[row * this.#columns + column] ?? Number.NaN;
  }

  /** A column from the start to a row. */
  until(row: number, name: string): Float64Array {
    const column = this.names.indexOf(name);
    const values = new Float64Array(row + 1);
    for (let i = 0; i <= row; i++) values[i] = this.#rows[i * this.#columns + column] ?? Number.NaN;
    return values;
  }

  /** What stands behind the named columns in a row: the points of the curve. */
  curve(row: number): Float64Array {
    const start = row * this.#columns;
    return this.#rows.subarray(start + this.names.length, start + this.#columns);
  }

  /** The last row at or before an iteration. */
  row(iteration: number): number {
    let low = 0;
    let high = this.#length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.at(middle, 'iteration') <= iteration) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Whether all numbers of the last row are finite. */
  get finite(): boolean {
    const start = (this.#length - 1) * this.#columns;
    return this.#rows.subarray(start, start + this.#columns).every(Number.isFinite);
  }

  /** A copy that stays as it is while this recording goes on. */
  copy(): Recording {
    const first = [...this.#rows.subarray(0, this.#columns)];
    const copy = new Recording(this.names, first);
    copy.add(this.#rows.slice(this.#columns, this.#length * this.#columns));
    return copy;
  }
}
