/** The flight recorder's memory: a day of seconds in plain numbers, oldest first out. */
import type { FlightRow } from '../../../shared/contract/delivery.ts';

/** Rows kept: a day at one a second. */
const mostRows = 86_400;

/** Rows that share one block of memory. */
const blockRows = 900;

/** Destinations that one block knows; one more begins a new block. */
const blockOutputs = 8;

/** Blocks kept, however few rows they hold: destinations that come and go must not fill the memory. */
const mostBlocks = 2 * (mostRows / blockRows);

/** Numbers of a row: second, encoder, frame rate, then sent and acknowledged of each destination; NaN is nothing. */
const head = 3;
const width = head + 2 * blockOutputs;

type Block = { readonly ids: string[]; readonly numbers: Float32Array; rows: number };

/** About 7 MB when a day is full; grows as it is filled. */
export class RowRing {
  #blocks: Block[] = [];
  #rows = 0;

  /** Adds one second; the row's objects are not kept. */
  add(row: FlightRow): void {
    const block = this.#blockFor(row);
    const start = block.rows * width;
    block.numbers.fill(Number.NaN, start, start + width);
    block.numbers[start] = row.second;
    block.numbers[start + 1] = row.encoderKbps;
    block.numbers[start + 2] = row.fps;
    for (const { id, sentKbps, acknowledgedKbps } of row.outputs.slice(0, blockOutputs)) {
      const column = start + head + 2 * block.ids.indexOf(id);
      block.numbers[column] = sentKbps;
      block.numbers[column + 1] = acknowledgedKbps ?? Number.NaN;
    }
    block.rows += 1;
    this.#rows += 1;
    this.#forget();
  }

  /** The last `count` rows, oldest first. */
  last(count: number): FlightRow[] {
    const rows: FlightRow[] = [];
    let skip = Math.max(0, this.#rows - count);
    for (const block of this.#blocks) {
      for (let index = Math.min(skip, block.rows); index < block.rows; index += 1) rows.push(rowAt(block, index));
      skip = Math.max(0, skip - block.rows);
    }
    return rows;
  }

  clear(): void {
    this.#blocks = [];
    this.#rows = 0;
  }

  #blockFor({ outputs }: FlightRow): Block {
    const wanted = outputs.slice(0, blockOutputs).map(({ id }) => id);
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.rows < blockRows) {
      const news = wanted.filter((id) => !last.ids.includes(id));
      if (last.ids.length + news.length <= blockOutputs) {
        last.ids.push(...news);
        return last;
      }
    }
    const block = { ids: wanted, numbers: new Float32Array(blockRows * width), rows: 0 };
    this.#blocks.push(block);
    return block;
  }

  #forget(): void {
    while (this.#rows > mostRows + blockRows || this.#blocks.length > mostBlocks) {
      this.#rows -= this.#blocks.shift()?.rows ?? 0;
    }
  }
}

function rowAt({ ids, numbers }: Block, index: number): FlightRow {
  const start = index * width;
  const number = (column: number): number => numbers[start + column] ?? Number.NaN;
  const outputs = ids.flatMap((id, place) => {
    const sentKbps = number(head + 2 * place);
    const acknowledged = number(head + 2 * place + 1);
    if (Number.isNaN(sentKbps)) return [];
    return [{ id, sentKbps, acknowledgedKbps: Number.isNaN(acknowledged) ? null : acknowledged }];
  });
  return { second: number(0), encoderKbps: number(1), fps: number(2), outputs };
}
