/** The command line of the tools: `uplink COMMAND …` parsed into what each command needs; doing it is their own business. */
import { parseArgs } from 'node:util';
import { fail, ok, type Reply } from '../../../../shared/errors.ts';
import { commands, type CommandName, type CommandRow, type OptionRow } from './help.ts';

/** Where to, and what to prove it with; the same for every command that connects. */
type Way = {
  readonly url: string;
  readonly keyFile: string | null;
  /** PEM file with one more certificate authority to trust. */
  readonly authority: string | null;
};

export type PublishOptions = Way & {
  readonly file: string;
  /** `realtime` paces by decoding time; `fast` goes as fast as the server takes it. */
  readonly pace: 'realtime' | 'fast';
  readonly loop: boolean;
  readonly json: boolean;
};

export type PlayOptions = Way & {
  /** A path, or `-` for standard output. */
  readonly output: string;
  /** Seconds after which it stops by itself; null plays to the end of the stream. */
  readonly duration: number | null;
  readonly json: boolean;
};

export type ServeOptions = {
  readonly host: string;
  readonly port: number;
  readonly key: string | null;
  readonly keyFile: string | null;
  /** Folder for one FLV file per publish; null records nothing. */
  readonly record: string | null;
  readonly jsonStats: boolean;
};

export type ProbeOptions = Pick<Way, 'url' | 'authority'> & { readonly json: boolean };

/** What was asked for. */
export type ToolRun =
  | { readonly kind: 'help'; readonly command: CommandName | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'publish'; readonly options: PublishOptions }
  | { readonly kind: 'play'; readonly options: PlayOptions }
  | { readonly kind: 'serve'; readonly options: ServeOptions }
  | { readonly kind: 'probe'; readonly options: ProbeOptions };

/** Options and words of one command line. */
type Given = {
  readonly values: ReadonlyMap<string, string>;
  readonly words: readonly string[];
};

/** The longest time `--duration` takes: a week, in seconds. */
const maxDurationSeconds = 604_800;

/** Reads the arguments after the script; `option-invalid` with the option, or the word it is about, and why. */
export function parseToolArguments(args: readonly string[]): Reply<ToolRun> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    return helpFor(rest[0]);
  }
  if (name === '--version' || name === '-v') return ok({ kind: 'version' });
  const command = commands.find((row) => row.name === name);
  if (command === undefined) {
    const known = commands.map((row) => row.name).join(', ');
    return bad(shown(name), `the commands are ${known}`);
  }
  const given = collect(rest, command.options);
  if (!given.ok) return given;
  const { values, words } = given.value;
  if (values.has('help')) return ok({ kind: 'help', command: command.name });
  const missing = command.words[words.length];
  if (missing !== undefined) return bad(missing, `${command.name} needs it`);
  return words.length > command.words.length ? oneTooMany(command) : build(command.name, given.value);
}

/** The word is not shown: a key that was given without its option ends up here. */
function oneTooMany({ name, words }: CommandRow): Reply<ToolRun> {
  return bad(`behind ${words.at(-1) ?? name}`, 'there is one word too many');
}

function helpFor(word: string | undefined): Reply<ToolRun> {
  const command = commands.find(({ name }) => name === word);
  return ok({ kind: 'help', command: command?.name ?? null });
}

function build(name: CommandName, given: Given): Reply<ToolRun> {
  switch (name) {
    case 'publish':
      return publishRun(given);
    case 'play':
      return playRun(given);
    case 'serve':
      return serveRun(given);
    case 'probe':
      return ok({
        kind: 'probe',
        options: { url: given.words[0] ?? '', authority: textOf(given, 'ca'), json: given.values.has('json') },
      });
  }
}

function publishRun(given: Given): Reply<ToolRun> {
  const { values, words } = given;
  if (values.has('fast') && values.has('realtime')) return bad('--fast', 'it contradicts --realtime');
  return ok({
    kind: 'publish',
    options: {
      ...way(given, words[1]),
      file: words[0] ?? '',
      pace: values.has('fast') ? 'fast' : 'realtime',
      loop: values.has('loop'),
      json: values.has('json'),
    },
  });
}

function playRun(given: Given): Reply<ToolRun> {
  const output = textOf(given, 'output');
  if (output === null) return bad('-o FILE', 'play needs it; - means standard output');
  const json = given.values.has('json');
  if (json && output === '-') return bad('--json', 'standard output already carries the stream');
  const duration = numberOf(given, 'duration', { least: 0.1, most: maxDurationSeconds });
  if (!duration.ok) return duration;
  return ok({ kind: 'play', options: { ...way(given, given.words[0]), output, duration: duration.value, json } });
}

function serveRun(given: Given): Reply<ToolRun> {
  const host = textOf(given, 'host') ?? '127.0.0.1';
  const key = textOf(given, 'key');
  const keyFile = textOf(given, 'key-file');
  const port = numberOf(given, 'port', { least: 0, most: 65_535 });
  if (!port.ok) return port;
  if (port.value !== null && !Number.isInteger(port.value)) return bad('--port', 'it must be a whole number');
  const problem = doorProblem(host, key, keyFile);
  if (problem !== null) return problem;
  const record = textOf(given, 'record');
  const jsonStats = given.values.has('json-stats');
  return ok({ kind: 'serve', options: { host, port: port.value ?? 1935, key, keyFile, record, jsonStats } });
}

/** What is wrong with who may come in from where; null when nothing is. */
function doorProblem(host: string, key: string | null, keyFile: string | null): Reply<ToolRun> | null {
  if (key !== null && keyFile !== null) return bad('--key', 'it contradicts --key-file');
  // An unset variable in a script: an empty host would mean every address, an empty key none.
  if (host.trim() === '') return bad('--host', 'it is empty');
  if (key?.trim() === '') return bad('--key', 'it is empty');
  if (key !== null || keyFile !== null || isLoopback(host)) return null;
  return bad('--host', 'others could reach it, so it needs --key-file or --key');
}

function way(given: Given, url = ''): Way {
  return { url, keyFile: textOf(given, 'key-file'), authority: textOf(given, 'ca') };
}

/** True for addresses that only this computer reaches; other names could mean any. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function textOf({ values }: Given, flag: string): string | null {
  return values.get(flag) ?? null;
}

function numberOf(
  given: Given,
  flag: string,
  range: { readonly least: number; readonly most: number },
): Reply<number | null> {
  const text = textOf(given, flag);
  if (text === null) return ok(null);
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= range.least && value <= range.most) return ok(value);
  return bad(`--${flag}`, `it must be a number from ${range.least} to ${range.most}`);
}

/** Sorts arguments into options and words; a lone `-` is a word or a value like any other. */
function collect(args: readonly string[], rows: readonly OptionRow[]): Reply<Given> {
  const options = Object.fromEntries(
    rows.map(({ flag, short, value }) => [
      flag,
      { type: value === '' ? ('boolean' as const) : ('string' as const), ...(short === undefined ? {} : { short }) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const row = rows.find(({ flag }) => flag === token.name);
    if (row === undefined) return bad(shown(token.rawName), 'there is no such option');
    if (row.value === '' && token.value !== undefined) return bad(token.rawName, 'it takes no value');
    if (row.value !== '' && (token.value === undefined || forgot(token, rows))) {
      return bad(token.rawName, `it needs ${row.value}`);
    }
    values.set(row.flag, token.value ?? '');
  }
  return ok({ values, words });
}

/** One of our own options in place of a value is a forgotten value; `--key=--loop` says it on purpose. */
function forgot(
  token: { readonly inlineValue?: boolean; readonly value?: string },
  rows: readonly OptionRow[],
): boolean {
  return token.inlineValue === false && rows.some(({ flag }) => token.value === `--${flag}`);
}

/** An argument as a sentence may show it: never an address, which may hold a key. */
function shown(argument: string): string {
  return argument.includes('://') ? 'an address' : argument;
}

function bad(option: string, why: string): ReturnType<typeof fail> {
  return fail('option-invalid', { option, why });
}
