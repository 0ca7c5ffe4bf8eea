/** The app's command line: every option in both spellings, its refusals in words, and what other programs add to it. */
import { describe, expect, test } from 'vitest';
import {
  formatOf,
  helpText,
  isUnattended,
  parseOptions,
  type AppOptions,
} from '../../../electron/command-line/options.ts';
import { exitCodes } from '../../../shared/live/words/exit-codes.ts';

function options(...args: readonly string[]): AppOptions {
  const parsed = parseOptions(args);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error.facts));
  return parsed.value;
}

const refusal = (...args: readonly string[]) => {
  const parsed = parseOptions(args);
  return parsed.ok ? null : [parsed.error.code, parsed.error.facts];
};

const nothing: AppOptions = {
  help: false,
  version: false,
  rehearse: false,
  url: null,
  keyFile: null,
  destinations: [],
  record: null,
  key: null,
  profile: null,
  source: null,
  show: null,
  testPattern: 'sync',
  video: { fps: undefined, kbps: undefined },
  audio: { kbps: undefined },
  codecs: { video: undefined, audio: undefined },
  duration: null,
  minimized: false,
  report: null,
  fakeDevices: false,
  certificateAuthority: null,
  dataFolder: null,
};

test('no option at all asks for nothing', () => {
  expect(options()).toEqual(nothing);
  expect(isUnattended(options())).toBe(false);
});

const table: readonly (readonly [string, string | null, Partial<AppOptions>])[] = [
  ['--help', null, { help: true }],
  ['--version', null, { version: true }],
  ['--rehearse', null, { rehearse: true }],
  ['--minimized', null, { minimized: true }],
  ['--fake-devices', null, { fakeDevices: true }],
  ['--url', 'rtmp://127.0.0.1:1935/live?a=b', { url: 'rtmp://127.0.0.1:1935/live?a=b' }],
  ['--key-file', '/run/key', { keyFile: '/run/key' }],
  ['--key', 'a=b?c', { key: 'a=b?c' }],
  ['--profile', 'Sunday service', { profile: 'Sunday service' }],
  ['--show', '/shows/service.show.json', { show: '/shows/service.show.json' }],
  ['--source', 'test', { source: 'test' }],
  ['--source', 'camera', { source: 'camera' }],
  ['--test-pattern', 'busy', { testPattern: 'busy' }],
  ['--size', '1920x1080', { video: { ...nothing.video, width: 1920, height: 1080 } }],
  ['--fps', '60', { video: { ...nothing.video, fps: 60 } }],
  ['--video-kbps', '6000', { video: { ...nothing.video, kbps: 6000 } }],
  ['--audio-kbps', '96', { audio: { kbps: 96 } }],
  ['--video-codec', 'av1', { codecs: { video: 'av1', audio: undefined } }],
  ['--audio-codec', 'opus', { codecs: { video: undefined, audio: 'opus' } }],
  ['--duration', '2.5', { duration: 2.5 }],
  ['--report', 'r.json', { report: 'r.json' }],
  ['--record', '/srv/films', { record: '/srv/films' }],
  ['--ca', 'ca.pem', { certificateAuthority: 'ca.pem' }],
  ['--data', '/tmp/uplink', { dataFolder: '/tmp/uplink' }],
];

test.each(table)('%s %s is understood, also with an equals sign', (flag, value, change) => {
  const wanted = { ...nothing, ...change };
  const spellings = value === null ? [[flag]] : [[flag, value], [`${flag}=${value}`]];
  expect(spellings.map((spelling) => options(...spelling))).toEqual(spellings.map(() => wanted));
});

test('every option of the table is in the help, and every exit code', () => {
  const help = helpText();
  for (const [flag] of table) expect(help).toContain(flag);
  for (const { code, sentence } of exitCodes)
    expect(help).toMatch(new RegExp(`^ +${code} +${sentence.slice(0, 12)}`, 'm'));
});

describe('refused is', () => {
  test.each([
    [['--frames', '3'], '--frames', 'there is no such option'],
    [['--Fps', '30'], '--Fps', 'there is no such option'],
    [['-u', 'x'], '-u', 'there is no such option'],
    [['--stream-key=secret'], '--stream-key', 'there is no such option'],
    [['app', 'stray'], 'stray', 'there is no such option'],
    [['--url'], '--url', 'it needs URL'],
    [['--report'], '--report', 'it needs FILE'],
    [['--report', '--minimized'], '--report', 'it needs FILE'],
    [['--url', '--key-file=f'], '--url', 'it needs URL'],
    [['--size', '1281x720'], '--size', 'width and height must be even and from 160 to 3840'],
    [['--size', '100x100'], '--size', 'width and height must be even and from 160 to 3840'],
    [['--size', '4000x2000'], '--size', 'width and height must be even and from 160 to 3840'],
    [['--size', '720p'], '--size', 'write it like 1280x720'],
    [['--size', '1280x720x3'], '--size', 'write it like 1280x720'],
  ])('%j', (args, option, why) => {
    expect(refusal(...args)).toEqual(['option-invalid', { option, why }]);
  });

  test.each([
    ['--fps', ['9', '61', '29.97', 'many', '', 'Infinity']],
    ['--video-kbps', ['199', '51001', '4e9', '-1', 'x']],
    ['--audio-kbps', ['63', '321', '128.5']],
    ['--duration', ['0', '-5', '604801', 'NaN', '', 'soon']],
    ['--source', ['screen', '', 'TEST']],
    ['--test-pattern', ['bars']],
  ])('%s with a value out of its bounds', (flag, values) => {
    for (const value of values) {
      const [code, facts] = refusal(flag, value) ?? [];
      expect([value, code, facts]).toMatchObject([value, 'option-invalid', { option: flag }]);
    }
  });
});

test('a show has sources of its own', () => {
  expect(refusal('--show', 'mine.json', '--source', 'test')).toMatchObject(['option-invalid', { option: '--show' }]);
});

test('a value may begin with a dash, and a key may look like anything with an equals sign', () => {
  expect(options('--key', '-abc-').key).toBe('-abc-');
  expect(options('--key=--minimized')).toMatchObject({ key: '--minimized', minimized: false });
  expect(options('--data=').dataFolder).toBe('');
});

test('the last of two equal options counts', () => {
  expect(options('--fps', '25', '--fps=50').video.fps).toBe(50);
});

describe('further destinations', () => {
  test('each take the key file behind them; the one before them is that of the address', () => {
    const given = options(
      '--key-file=a',
      '--url=rtmp://a/live',
      '--destination=rtmp://b/live',
      '--key-file=b',
      '--destination',
      'rtmp://c/live',
      '--key-file',
      'c',
    );
    expect(given).toMatchObject({ url: 'rtmp://a/live', keyFile: 'a' });
    expect(given.destinations).toEqual([
      { url: 'rtmp://b/live', keyFile: 'b' },
      { url: 'rtmp://c/live', keyFile: 'c' },
    ]);
    expect(isUnattended(options('--destination=rtmp://b/live', '--key-file=b'))).toBe(true);
  });

  test('without a key file, or too many, are refused', () => {
    const one = ['--destination=rtmp://b/live', '--key-file=b'];
    const why = { option: '--destination', why: 'it needs a --key-file behind it' };
    expect(refusal('--url=rtmp://a/live', '--destination=rtmp://b/live')).toEqual(['option-invalid', why]);
    expect(refusal('--destination=rtmp://b/live', ...one)).toEqual(['option-invalid', why]);
    expect(refusal(...Array.from({ length: 8 }, () => one).flat())).toMatchObject(['option-invalid', {}]);
    expect(options(...Array.from({ length: 7 }, () => one).flat()).destinations).toHaveLength(7);
  });
});

test('the app path and the switches of Electron, Chromium and test drivers are passed over', () => {
  const foreign = [
    '--no-sandbox',
    '--inspect=0',
    '--remote-debugging-port=0',
    '--use-fake-ui-for-media-stream',
    '--enable-logging',
    '--disable-gpu',
    '--user-data-dir=/tmp/x',
    '--lang=de',
    '--force-device-scale-factor=2',
    '--js-flags=--expose-gc',
    '--password-store=basic',
    '--',
  ];
  expect(options(...foreign, '/opt/uplink', '--rehearse', ...foreign)).toEqual({ ...nothing, rehearse: true });
});

test.each([
  [['--rehearse'], true],
  [['--url', 'rtmp://x/live'], true],
  [['--profile', 'Sunday'], true],
  [['--source', 'test', '--minimized', '--duration', '5'], false],
])('%j goes on air by itself: %s', (args, unattended) => {
  expect(isUnattended(options(...args))).toBe(unattended);
});

test('the format of a run is the profile with the options over it', () => {
  const base = {
    video: { width: 1280, height: 720, fps: 30, kbps: 4000 },
    audio: { kbps: 160 },
    codecs: { video: 'avc', audio: 'aac' },
  } as const;
  expect(formatOf(options(), base)).toEqual(base);
  expect(formatOf(options('--size=640x360', '--video-kbps=900', '--audio-kbps=64', '--video-codec=av1'), base)).toEqual(
    {
      video: { width: 640, height: 360, fps: 30, kbps: 900 },
      audio: { kbps: 64 },
      codecs: { video: 'av1', audio: 'aac' },
    },
  );
});
