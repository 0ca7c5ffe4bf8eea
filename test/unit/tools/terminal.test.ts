/** What the tools write: records stay JSON and secrets stay out of them, whatever a server says. */
import { afterEach, expect, it, vi } from 'vitest';
import { secretsOf } from '../../../electron/command-line/tools/target.ts';
import { Terminal, type JsonFields } from '../../../electron/command-line/tools/words/terminal.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { Secret } from '../../../shared/wire/secret.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The line that one record becomes. */
function lineOf(terminal: Terminal, fields: JsonFields): string {
  const lines: unknown[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(line) > 0);
  terminal.record('server', fields);
  return String(lines[0]);
}

it.each([
  ['with a query before a quotation mark', 'a?b=c", "ok":true, "x":"'],
  ['with a field before a quotation mark', 'token: abc\\", "kind": "end'],
  ['with an address before a quotation mark', 'rtmp://h/app/key", "kind":"end'],
])('C10: a text %s leaves the record one object with its own fields', (_, text) => {
  const record: unknown = JSON.parse(lineOf(new Terminal({ json: true }), { text, list: [{ text }] }));
  expect(record).toEqual({ kind: 'server', text: expect.any(String), list: [{ text: expect.any(String) }] });
});

it.each(['kind', '1935', 'true'])('C10: the key %s blanks texts, not names and numbers', (key) => {
  const terminal = new Terminal({ json: true });
  terminal.learn(new Secret(key));
  const line = lineOf(terminal, { text: `it says ${key}`, port: 1935, ok: true });
  expect(JSON.parse(line)).toEqual({ kind: 'server', text: 'it says •••', port: 1935, ok: true });
});

it('C10: user and password of the address are blanked as the key is', () => {
  const address = parseIngestUrl('rtmp://alice_user:P4ss%2Fword@192.0.2.1/live');
  if (!address.ok) throw new Error(address.error.code);
  const terminal = new Terminal({ json: true });
  terminal.learn(...secretsOf({ address: address.value, key: new Secret('s3cr3tkey') }));
  const line = lineOf(terminal, { text: 'hello alice_user with P4ss/word (P4ss%2Fword) and s3cr3tkey' });
  expect(JSON.parse(line)).toMatchObject({ text: 'hello ••• with ••• (•••) and •••' });
});
