/** AMF0 on any bytes: a bounded reading or a reason; what was read writes and reads back as the same values. */
import { maxAmfDepth, readAmf0, writeAmf0 } from '../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../shared/wire/amf0.ts';
import { amf0Table, hex } from '../../unit/wire/amf0-table.ts';
import { insist, insistSame } from './support/insist.ts';

function depthOf(value: AmfValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (value.kind === 'strict-array') return 1 + Math.max(0, ...value.items.map(depthOf));
  return 'fields' in value ? 1 + Math.max(0, ...[...value.fields.values()].map(depthOf)) : 0;
}

function countOf(value: AmfValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  const inner = value.kind === 'strict-array' ? value.items : 'fields' in value ? [...value.fields.values()] : [];
  return inner.reduce((sum: number, item) => sum + countOf(item), 1);
}

export function fuzz(data: Uint8Array): void {
  const read = readAmf0(data);
  if (!read.ok) {
    insist(typeof read.error.facts['why'] === 'string', 'a refusal has a reason');
    return;
  }
  const count = read.value.reduce((sum: number, value) => sum + countOf(value), 0);
  insist(count <= data.length, 'every value took a byte');
  insist(Math.max(0, ...read.value.map(depthOf)) <= maxAmfDepth + 1, 'depth is bounded');
  const again = readAmf0(writeAmf0(read.value));
  insistSame(again, read, 'what was read writes back to the same values');
}

export function seeds(): readonly Uint8Array[] {
  const nested = new Uint8Array(200).map((_, index) => [3, 0, 1, 0x61][index % 4] ?? 0);
  return [...amf0Table.map((row) => hex(row.bytes)), nested];
}
