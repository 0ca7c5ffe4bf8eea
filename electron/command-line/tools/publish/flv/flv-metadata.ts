/** Makes the onMetaData of a file fit for a live stream: no length, no table of key frames, and the order to relay it. */
import { readMetadata } from '../../../../../shared/flv/metadata.ts';
import { readAmf0, writeAmf0 } from '../../../../../shared/wire/amf0.ts';

/** Fields that describe the file rather than the stream; a server that sees them may take it for a recording. */
const fileFields: ReadonlySet<string> = new Set([
  'duration',
  'fileSize',
  'filesize',
  'keyframes',
  'lasttimestamp',
  'lastkeyframetimestamp',
  'lastkeyframelocation',
  'canSeekToEnd',
  'hasKeyframes',
]);

/** The body of the data message for `body`, the first script tag of a file; null when it is no onMetaData. */
export function liveMetadata(body: Uint8Array): Uint8Array | null {
  const values = readAmf0(body);
  const fields = values.ok ? readMetadata(values.value) : null;
  if (fields === null) return null;
  const kept = [...fields].filter(([name]) => !fileFields.has(name));
  const live = new Map([['duration', 0], ['fileSize', 0], ...kept] as const);
  return writeAmf0(['@setDataFrame', 'onMetaData', { kind: 'ecma-array', fields: live }]);
}
