/** HDR metadata of a video track: the `colorInfo` of Enhanced RTMP v2 ("Metadata Frame"), both ways. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import type { ColourInfo } from '../../media/encoded-packet.ts';
import { fieldsOf, readAmf0, writeAmf0 } from '../../wire/amf0.ts';
import type { AmfFields, AmfValue } from '../../wire/amf0.ts';
import { numberField } from '../metadata.ts';

const name = 'colorInfo';
const configNames = ['bitDepth', 'colorPrimaries', 'transferCharacteristics', 'matrixCoefficients'] as const;
const lightNames = ['maxFall', 'maxCLL'] as const;
const masteringNames = [
  'redX',
  'redY',
  'greenX',
  'greenY',
  'blueX',
  'blueY',
  'whitePointX',
  'whitePointY',
  'maxLuminance',
  'minLuminance',
] as const;

type Numbers<Name extends string> = Partial<Readonly<Record<Name, number>>>;

/** The data of a `colour` part, which replaces the whole one before; null resets to nothing known, as AMF0 undefined. */
export function writeColourInfo(info: ColourInfo | null): Uint8Array {
  if (info === null) return writeAmf0([name, undefined]);
  const fields = new Map<string, AmfValue>();
  putGroup(fields, 'colorConfig', info.colorConfig);
  putGroup(fields, 'hdrCll', info.hdrCll);
  putGroup(fields, 'hdrMdcv', info.hdrMdcv);
  return writeAmf0([name, { kind: 'object', fields }]);
}

/**
 * Reads the data of a `colour` part; null where it resets (undefined, null or an empty object). `protocol-violation`
 * for malformed AMF0, `input-invalid` where no `colorInfo` is in it. Unknown fields and fields that are no numbers are left out.
 */
export function readColourInfo(data: Uint8Array): Reply<ColourInfo | null> {
  const values = readAmf0(data);
  if (!values.ok) return values;
  const at = values.value.indexOf(name);
  if (at < 0 || at + 1 >= values.value.length) return fail('input-invalid', { why: 'colour-info' });
  const fields = fieldsOf(values.value[at + 1]);
  if (fields.size === 0) return ok(null);
  return ok({
    ...takeGroup(fields, 'colorConfig', configNames),
    ...takeGroup(fields, 'hdrCll', lightNames),
    ...takeGroup(fields, 'hdrMdcv', masteringNames),
  });
}

function putGroup(fields: Map<string, AmfValue>, group: string, numbers: Numbers<string> | undefined): void {
  if (numbers === undefined) return;
  const entries = Object.entries(numbers).filter((entry): entry is [string, number] => entry[1] !== undefined);
  fields.set(group, { kind: 'object', fields: new Map(entries) });
}

/** An object with the group under its name; empty where it is missing. */
function takeGroup(fields: AmfFields, group: string, names: readonly string[]): Record<string, Numbers<string>> {
  const found = fields.get(group);
  if (found === undefined) return {};
  const values = fieldsOf(found);
  const numbers = names.flatMap((key) => {
    const number = numberField(values, key);
    return number === null ? [] : [[key, number] as const];
  });
  return { [group]: Object.fromEntries(numbers) };
}
