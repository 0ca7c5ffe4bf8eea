/** The names of all fuzz targets, and where they are. */

export const targets = [
  'chunk-reader',
  'amf0',
  'handshake',
  'control',
  'login',
  'flv-tag',
  'flv-file',
  'video-records',
  'audio-records',
  'metadata',
  'address',
  'demuxer',
  'publisher',
  'player',
  'server',
  'relay',
] as const;

export type TargetName = (typeof targets)[number];

/** What a target's module gives. `fuzz` throws when a promise is broken. `maxLength` in bytes keeps slow targets quick. */
export type Target = {
  readonly fuzz: (data: Uint8Array) => void;
  readonly seeds?: () => readonly Uint8Array[];
  readonly maxLength?: number;
};

/** The URL of a target's module. */
export function targetUrl(name: TargetName): string {
  return new URL(`targets/${name}.ts`, import.meta.url).href;
}
