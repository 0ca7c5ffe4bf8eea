/** AMF0 values (Adobe AMF0 specification, 2007): bounded reading, exact writing; what they mean is the caller's business. */
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** Named values in wire order. */
export type AmfFields = ReadonlyMap<string, AmfValue>;

/** A date: ms since 1970 and the reserved time zone field in minutes (AMF0 2.13). */
export type AmfDate = { readonly kind: 'date'; readonly epochMs: number; readonly zone: number };

/** A value that is not a plain JavaScript primitive. */
export type AmfCompound =
  | { readonly kind: 'object'; readonly fields: AmfFields }
  | { readonly kind: 'ecma-array'; readonly fields: AmfFields }
  | { readonly kind: 'typed-object'; readonly className: string; readonly fields: AmfFields }
  | { readonly kind: 'strict-array'; readonly items: readonly AmfValue[] }
  | { readonly kind: 'xml'; readonly text: string }
  | { readonly kind: 'reference'; readonly index: number }
  | { readonly kind: 'unsupported' }
  | AmfDate;

/** Any AMF0 value; strings longer than 65 535 bytes are written as long strings. */
export type AmfValue = number | boolean | string | null | undefined | AmfCompound;

/** How deep values may nest; real peers use 3. */
export const maxAmfDepth = 16;
/** How many values one payload may hold. */
const maxAmfValues = 65_536;

const marker = {
  number: 0,
  boolean: 1,
  string: 2,
  object: 3,
  null: 5,
  undefined: 6,
  reference: 7,
  ecmaArray: 8,
  objectEnd: 9,
  strictArray: 10,
  date: 11,
  longString: 12,
  unsupported: 13,
  xml: 15,
  typedObject: 16,
} as const;

/** Builds an object value from literal fields. */
export function amfObject(fields: Readonly<Record<string, AmfValue>>): AmfValue {
  return { kind: 'object', fields: new Map(Object.entries(fields)) };
}

/** The named values of an object, ECMA array or typed object; an empty map for everything else. */
export function fieldsOf(value: AmfValue): AmfFields {
  return typeof value === 'object' && value !== null && 'fields' in value ? value.fields : new Map<string, AmfValue>();
}

/** The value as text, or '' when it is not a string. */
export function textOf(value: AmfValue): string {
  return typeof value === 'string' ? value : '';
}

/** Reads every value up to the end of `bytes`; `protocol-violation` with a `why` fact when they are malformed. */
export function readAmf0(bytes: Uint8Array): Reply<readonly AmfValue[]> {
  const parser = new Parser(bytes);
  const values: AmfValue[] = [];
  while (parser.hasMore()) values.push(parser.value(0));
  return parser.why === null ? ok(values) : fail('protocol-violation', { why: parser.why, at: parser.at });
}

/** Writes `values` one after the other; the caller owns the result. */
export function writeAmf0(values: readonly AmfValue[]): Uint8Array {
  const writer = new ByteWriter();
  for (const value of values) writeValue(writer, value);
  return writer.finish();
}

/** One pass over one payload; the first problem is kept in `why` and ends every loop. */
class Parser {
  why: string | null = null;
  readonly #reader: ByteReader;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  get at(): number {
    return this.#reader.position;
  }

  hasMore(): boolean {
    return this.why === null && this.#reader.remaining > 0;
  }

  value(depth: number): AmfValue {
    this.#count += 1;
    if (depth > maxAmfDepth) return this.#bad('amf-depth');
    if (this.#count > maxAmfValues) return this.#bad('amf-count');
    const type = this.#reader.u8();
    const value = type <= marker.undefined ? this.#simple(type, depth) : this.#rare(type, depth);
    if (this.#reader.overran) return this.#bad('amf-truncated');
    return value;
  }

  #simple(type: number, depth: number): AmfValue {
    switch (type) {
      case marker.number:
        return this.#reader.f64();
      case marker.boolean:
        return this.#reader.u8() !== 0;
      case marker.string:
        return this.#text(this.#reader.u16());
      case marker.object:
        return { kind: 'object', fields: this.#fields(depth) };
      case marker.null:
        return null;
      case marker.undefined:
        return undefined;
      default:
        return this.#bad('amf-marker');
    }
  }

  #rare(type: number, depth: number): AmfValue {
    switch (type) {
      case marker.reference:
        return { kind: 'reference', index: this.#reader.u16() };
      case marker.ecmaArray:
        // The count is a hint only: DigitalOcean's edge sends 0 with entries behind it.
        this.#reader.u32();
        return { kind: 'ecma-array', fields: this.#fields(depth) };
      case marker.strictArray:
        return { kind: 'strict-array', items: this.#items(this.#reader.u32(), depth) };
      case marker.date:
        return { kind: 'date', epochMs: this.#reader.f64(), zone: this.#reader.i16() };
      case marker.longString:
        return this.#text(this.#reader.u32());
      case marker.unsupported:
        return { kind: 'unsupported' };
      case marker.xml:
        return { kind: 'xml', text: this.#text(this.#reader.u32()) };
      case marker.typedObject:
        return { kind: 'typed-object', className: this.#text(this.#reader.u16()), fields: this.#fields(depth) };
      default:
        return this.#bad('amf-marker');
    }
  }

  #text(length: number): string {
    return decodeUtf8(this.#reader.take(length));
  }

  /** Reads name/value pairs up to 00 00 09, or up to the end of the payload where a peer forgot the marker. */
  #fields(depth: number): AmfFields {
    const fields = new Map<string, AmfValue>();
    while (this.hasMore()) {
      const length = this.#reader.u16();
      const name = this.#text(length);
      if (length === 0 && this.#endsHere()) break;
      if (this.#reader.overran) break;
      fields.set(name, this.value(depth + 1));
    }
    return fields;
  }

  /** After an empty name: consumes the end marker, or sees that the payload is over. */
  #endsHere(): boolean {
    if (this.#reader.remaining === 0) return true;
    if (this.#reader.peek() !== marker.objectEnd) return false;
    this.#reader.u8();
    return true;
  }

  #items(count: number, depth: number): readonly AmfValue[] {
    const items: AmfValue[] = [];
    if (count > this.#reader.remaining) {
      this.#bad('amf-truncated');
      return items;
    }
    while (items.length < count && this.why === null) items.push(this.value(depth + 1));
    return items;
  }

  #bad(why: string): undefined {
    this.why ??= why;
    return undefined;
  }
}

function writeValue(writer: ByteWriter, value: AmfValue): void {
  if (typeof value === 'number') writer.u8(marker.number).f64(value);
  else if (typeof value === 'boolean') writer.u8(marker.boolean).u8(value ? 1 : 0);
  else if (typeof value === 'string') writeString(writer, value);
  else if (value === null) writer.u8(marker.null);
  else if (value === undefined) writer.u8(marker.undefined);
  else writeCompound(writer, value);
}

function writeString(writer: ByteWriter, text: string): void {
  const bytes = encodeUtf8(text);
  if (bytes.length > 0xffff) writer.u8(marker.longString).u32(bytes.length).bytes(bytes);
  else writer.u8(marker.string).u16(bytes.length).bytes(bytes);
}

function writeCompound(writer: ByteWriter, value: AmfCompound): void {
  switch (value.kind) {
    case 'object':
      writeFields(writer.u8(marker.object), value.fields);
      break;
    case 'ecma-array':
      writeFields(writer.u8(marker.ecmaArray).u32(value.fields.size), value.fields);
      break;
    case 'typed-object':
      writeName(writer.u8(marker.typedObject), value.className);
      writeFields(writer, value.fields);
      break;
    case 'strict-array':
      writer.u8(marker.strictArray).u32(value.items.length);
      for (const item of value.items) writeValue(writer, item);
      break;
    case 'date':
      writer.u8(marker.date).f64(value.epochMs).i16(value.zone);
      break;
    case 'xml': {
      const bytes = encodeUtf8(value.text);
      writer.u8(marker.xml).u32(bytes.length).bytes(bytes);
      break;
    }
    case 'reference':
      writer.u8(marker.reference).u16(value.index);
      break;
    case 'unsupported':
      writer.u8(marker.unsupported);
      break;
  }
}

function writeFields(writer: ByteWriter, fields: AmfFields): void {
  for (const [name, value] of fields) {
    writeName(writer, name);
    writeValue(writer, value);
  }
  writer.u16(0).u8(marker.objectEnd);
}

/** Writes a field or class name: UI16 length and text, cut at 65 535 bytes. */
function writeName(writer: ByteWriter, name: string): void {
  const bytes = encodeUtf8(name).subarray(0, 0xffff);
  writer.u16(bytes.length).bytes(bytes);
}
