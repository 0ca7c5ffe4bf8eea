/** Reads JSON that others wrote: every field may be missing, of another type, or absurdly long. */

/** Longest text that is taken over. */
const maxText = 20_000;

/** An object of unknown content. */
export class Fields {
  readonly #record: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    this.#record = isRecord(value) ? value : {};
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#record, key);
  }

  text(key: string, otherwise = ''): string {
    const value = this.#record[key];
    return typeof value === 'string' ? value.slice(0, maxText) : otherwise;
  }

  number(key: string, otherwise: number): number {
    const value = this.#record[key];
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
  }

  /** A number within bounds, never -0. */
  within(key: string, otherwise: number, [min, max]: readonly [number, number]): number {
    return clamped(this.number(key, otherwise), min, max);
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.#record[key];
    return typeof value === 'boolean' ? value : otherwise;
  }

  object(key: string): Fields {
    return new Fields(this.#record[key]);
  }

  /** An object as it is, nothing where there is none. */
  record(key: string): Readonly<Record<string, unknown>> {
    const value = this.#record[key];
    return isRecord(value) ? value : {};
  }

  /** The objects of a list, at most `max` of them. */
  list(key: string, max: number): readonly Fields[] {
    const value = this.#record[key];
    return Array.isArray(value) ? value.slice(0, max).map((entry) => new Fields(entry)) : [];
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function clamped(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value)) + 0;
}

/** OBS keeps colours as 0xAABBGGRR; ours are `#rrggbbaa`. `alpha` (0 to 255) stands in for what a setting keeps apart. */
export function colourOf(value: number, alpha?: number): string {
  const bits = Number.isInteger(value) ? value % 2 ** 32 : 0;
  const byte = (shift: number) => Math.floor((bits < 0 ? bits + 2 ** 32 : bits) / 2 ** shift) % 256;
  const opaque = Math.round(alpha ?? byte(24));
  const parts = [byte(0), byte(8), byte(16), ...(opaque === 255 ? [] : [opaque])];
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** A name as a show takes it. */
export function nameOf(text: string, otherwise: string): string {
  return text.trim().slice(0, 80).trim() || otherwise.trim().slice(0, 80).trim() || '?';
}
