/** The commands and options of the tools, once: parsing, --help and the documentation's table follow from these rows. */
import { exitCodes } from '../../../../shared/live/words/exit-codes.ts';

export type CommandName = 'publish' | 'play' | 'serve' | 'probe';

export type OptionRow = {
  readonly flag: string;
  readonly short?: string;
  /** What the value is; empty for a switch. */
  readonly value: string;
  readonly help: string;
};

export type CommandRow = {
  readonly name: CommandName;
  /** Words that must follow the command, in order. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly details: readonly string[];
  readonly options: readonly OptionRow[];
};

const help: OptionRow = { flag: 'help', short: 'h', value: '', help: 'print this text and quit' };
const json: OptionRow = { flag: 'json', value: '', help: 'write one JSON record a line to standard output' };
const authority: OptionRow = {
  flag: 'ca',
  value: 'FILE',
  help: 'trust this certificate authority (PEM) for rtmps:// as well',
};
const keyFile: OptionRow = {
  flag: 'key-file',
  value: 'FILE',
  help: 'the stream key is the first line of FILE; without it, the last part of URL is the key',
};

/** Every command with its options, in the order of --help. */
export const commands: readonly CommandRow[] = [
  {
    name: 'publish',
    words: ['FILE', 'URL'],
    summary: 'send an FLV, MP4 or Matroska file to a server, without encoding anything again',
    details: [
      'FILE is .flv, .mp4, .mov, .mkv or .webm. The first video track and all audio tracks are sent;',
      'more than one audio track, and any codec but H.264, AAC and MP3, goes as Enhanced RTMP.',
    ],
    options: [
      keyFile,
      { flag: 'realtime', value: '', help: 'keep the pace of the file (default)' },
      { flag: 'fast', value: '', help: 'as fast as the server takes it' },
      { flag: 'loop', value: '', help: 'begin again at the end; timestamps go on' },
      json,
      authority,
      help,
    ],
  },
  {
    name: 'play',
    words: ['URL'],
    summary: 'receive a stream and write it as FLV, as it came',
    details: ['Ends with exit code 0 when the stream ends.'],
    options: [
      { flag: 'output', short: 'o', value: 'FILE', help: 'write here; - means standard output' },
      keyFile,
      { flag: 'duration', value: 'S', help: 'stop after S seconds' },
      json,
      authority,
      help,
    ],
  },
  {
    name: 'serve',
    words: [],
    summary: 'an RTMP server that hands each published stream to everyone who plays it',
    details: ['Runs until Ctrl-C. Without a key anyone on this computer may publish.'],
    options: [
      { flag: 'host', value: 'ADDRESS', help: 'listen here; default 127.0.0.1, others need a key' },
      { flag: 'port', value: 'N', help: 'listen on this port; default 1935, 0 takes a free one' },
      { flag: 'key-file', value: 'FILE', help: 'only streams named like the first line of FILE' },
      { flag: 'key', value: 'KEY', help: 'the same as text; other users of this computer can see it' },
      { flag: 'record', value: 'FOLDER', help: 'write one FLV file per publish; nothing is overwritten' },
      { flag: 'json-stats', value: '', help: 'write one JSON record a second to standard output' },
      help,
    ],
  },
  {
    name: 'probe',
    words: ['URL'],
    summary: 'look at a server: certificate, handshake, capabilities, round trip; nothing is published',
    details: ['The last part of an address like rtmp://host/app/key counts as the key and is never sent.'],
    options: [json, authority, help],
  },
];

/** The text of `uplink --help`, or of `uplink COMMAND --help`. */
export function toolHelp(name: CommandName | null): string {
  const command = commands.find((row) => row.name === name);
  const lines = command === undefined ? overview() : usageOf(command);
  return [...lines, '', 'Exit codes', ...codeLines(), ''].join('\n');
}

function overview(): readonly string[] {
  return [
    'uplink COMMAND …: RTMP tools that run without the studio',
    '',
    'Commands',
    ...commands.map(({ name, words, summary }) => `  ${[name, ...words].join(' ').padEnd(19)}${summary}`),
    '',
    '  uplink publish talk.flv rtmp://127.0.0.1/live --key-file key.txt',
    '  uplink play rtmp://127.0.0.1/live/stage -o stage.flv',
    '  uplink serve --record recordings',
    '  uplink probe rtmps://ingest.example/app',
    '',
    'uplink COMMAND --help shows the options; uplink --version the version.',
  ];
}

function usageOf({ name, words, summary, details, options }: CommandRow): readonly string[] {
  return [
    `uplink ${[name, ...words].join(' ')} [options]: ${summary}`,
    '',
    ...details,
    '',
    'Options',
    ...options.map((row) => `  ${flagOf(row).padEnd(26)}${row.help}`),
  ];
}

function flagOf({ flag, short, value }: OptionRow): string {
  const lead = short === undefined || short === 'h' ? '' : `-${short}, `;
  return `${lead}--${flag} ${value}`.trim();
}

/** The codes that a tool can end with. */
const codesOfTools: ReadonlySet<number> = new Set([0, 1, 2, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24, 30, 60, 130]);

function codeLines(): readonly string[] {
  return exitCodes
    .filter(({ code }) => codesOfTools.has(code))
    .map(({ code, sentence }) => `  ${String(code).padEnd(5)}${sentence}`);
}
