/** The tools' command line: every option, every mistake, and no key in any complaint. */
import { describe, expect, it } from 'vitest';
import { commands, toolHelp } from '../../../electron/command-line/tools/words/help.ts';
import { parseToolArguments } from '../../../electron/command-line/tools/words/options.ts';

function parsed(line: string): unknown {
  const run = parseToolArguments(line.split(' ').filter((word) => word !== ''));
  if (!run.ok) throw new Error(JSON.stringify(run.error));
  return run.value;
}

function refused(...args: readonly string[]): unknown {
  const run = parseToolArguments(args);
  return run.ok ? run.value : { code: run.error.code, ...run.error.facts };
}

describe('the command line of the tools', () => {
  it('takes what each command needs and its defaults', () => {
    const url = 'rtmp://h/app/key';
    const way = { url, keyFile: null, authority: null };
    expect(parsed(`publish a.flv ${url}`)).toEqual({
      kind: 'publish',
      options: { ...way, file: 'a.flv', pace: 'realtime', loop: false, json: false },
    });
    expect(parsed(`play ${url} -o -`)).toEqual({
      kind: 'play',
      options: { ...way, output: '-', duration: null, json: false },
    });
    expect(parsed('serve')).toEqual({
      kind: 'serve',
      options: { host: '127.0.0.1', port: 1935, key: null, keyFile: null, record: null, jsonStats: false },
    });
    expect(parsed(`probe ${url}`)).toEqual({ kind: 'probe', options: { url, authority: null, json: false } });
  });

  it('takes every option, before and after the words, with a space or an equals sign', () => {
    expect(parsed('publish --fast --loop a.flv --key-file=k rtmp://h/app --json --ca c.pem')).toEqual({
      kind: 'publish',
      options: {
        url: 'rtmp://h/app',
        keyFile: 'k',
        authority: 'c.pem',
        file: 'a.flv',
        pace: 'fast',
        loop: true,
        json: true,
      },
    });
    expect(parsed('play rtmp://h/a/b --output x.flv --duration 1.5 --json')).toMatchObject({
      options: { output: 'x.flv', duration: 1.5, json: true },
    });
    expect(parsed('serve --host 0.0.0.0 --port 0 --key abcd --record r --json-stats')).toMatchObject({
      options: { host: '0.0.0.0', port: 0, key: 'abcd', record: 'r', jsonStats: true },
    });
  });

  it('gives help and version wherever they are asked for', () => {
    for (const line of ['', '--help', '-h', 'help']) expect(parsed(line)).toEqual({ kind: 'help', command: null });
    expect(parsed('serve --help')).toEqual({ kind: 'help', command: 'serve' });
    expect(parsed('publish -h')).toEqual({ kind: 'help', command: 'publish' });
    expect(parsed('help probe')).toEqual({ kind: 'help', command: 'probe' });
    for (const line of ['--version', '-v']) expect(parsed(line)).toEqual({ kind: 'version' });
  });

  it.each([
    [['frob'], 'frob', 'the commands are'],
    [['publish'], 'FILE', 'needs it'],
    [['publish', 'a.flv'], 'URL', 'needs it'],
    [['publish', 'a', 'rtmp://h/a/b', 'c'], 'behind URL', 'too many'],
    [['publish', 'a', 'rtmp://h/a/b', '--fast', '--realtime'], '--fast', 'contradicts'],
    [['publish', 'a', 'rtmp://h/a/b', '--key-file'], '--key-file', 'needs FILE'],
    [['publish', 'a', 'rtmp://h/a/b', '--key-file', '--json'], '--key-file', 'needs FILE'],
    [['publish', 'a', 'rtmp://h/a/b', '--json=yes'], '--json', 'no value'],
    [['play', 'rtmp://h/a/b'], '-o FILE', 'needs it'],
    [['play', 'rtmp://h/a/b', '-o', '-', '--json'], '--json', 'standard output'],
    [['play', 'rtmp://h/a/b', '-o', 'x', '--duration', 'ten'], '--duration', 'number'],
    [['play', 'rtmp://h/a/b', '-o', 'x', '--duration', ''], '--duration', 'number'],
    [['play', 'rtmp://h/a/b', '-o', 'x', '--frob'], '--frob', 'no such option'],
    [['serve', '--port', '70000'], '--port', 'number from 0'],
    [['serve', '--port', '1.5'], '--port', 'whole number'],
    [['serve', '--key', 'a', '--key-file', 'b'], '--key', 'contradicts'],
    [['serve', 'x'], 'behind serve', 'too many'],
    [['serve', '--host', '0.0.0.0', '--key', ''], '--key', 'empty'],
    [['serve', '--host', '', '--key', 'abcd'], '--host', 'empty'],
  ] as const)('refuses %j and says why', (args, option, why) => {
    expect(refused(...args)).toEqual({ code: 'option-invalid', option, why: expect.stringContaining(why) });
  });

  it('refuses to listen for others without a key', () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'studio.example', '127.0.0.1.example']) {
      expect(refused('serve', '--host', host)).toMatchObject({ option: '--host' });
      expect(refused('serve', '--host', host, '--key', 'abcd')).toMatchObject({ kind: 'serve' });
    }
    for (const host of ['localhost', '::1', '127.0.0.9']) {
      expect(refused('serve', '--host', host)).toMatchObject({ kind: 'serve' });
    }
  });

  it('C10: never repeats an address, for it may hold the key', () => {
    const secret = 'rtmp://h/app/s3cr3tkey';
    for (const args of [[secret], ['serve', secret], ['probe', 'rtmp://h/app', secret]]) {
      expect(JSON.stringify(refused(...args))).not.toContain('s3cr3tkey');
    }
  });

  it('C10: never repeats a word too many, for it may be the key', () => {
    for (const args of [['serve'], ['publish', 'a.flv', 'rtmp://h/app'], ['play', 'rtmp://h/app', '-o', 'x']]) {
      expect(JSON.stringify(refused(...args, 's3cr3tkey'))).not.toContain('s3cr3tkey');
    }
  });

  it('shows every option of a command in its help, and the exit codes', () => {
    for (const { name, options } of commands) {
      const text = toolHelp(name);
      for (const { flag, help } of options) {
        expect(text).toContain(`--${flag}`);
        expect(text).toContain(help);
      }
      expect(text).toContain('130');
      expect(toolHelp(null)).toContain(`  ${name} `);
    }
  });
});
