/** No part of the key that tells anything comes back in a status, wherever the text was cut. */
import { expect, test } from 'vitest';
import { redactKey } from '../../../../shared/rtmp/client/redact-key.ts';
import { maxStatusText, statusOf } from '../../../../shared/rtmp/message/command.ts';
import { amfObject } from '../../../../shared/wire/amf0.ts';

const key = 'live_key?sig=abcdef&t=9';

/** What is left of a description that a server said. */
function shown(description: string): string {
  const object = amfObject({ level: 'error', code: 'NetStream.Publish.BadName', description });
  const status = statusOf({ name: 'onStatus', transaction: 0, object, args: [] });
  return status === null ? '' : redactKey(status, key).description;
}

test.each([
  [`no ${key} here`, 'no [key] here'],
  ['live_key is taken', '[key] is taken'],
  ['sig=abcdef&t=9?', '[key]?'],
  ['a plain word', 'a plain word'],
])('C10: %s is told as %s', (said, told) => {
  expect(shown(said)).toBe(told);
});

test('C10: a key that the length limit cuts in two leaves nothing behind', () => {
  for (let space = 1; space < key.length - 4; space++) {
    const text = shown(`${'.'.repeat(maxStatusText - key.length + space)}${key} and more`);
    expect(text).toMatch(/^\.+\[key\]…$/);
  }
});

test('a long text that ends in something else stays as it is', () => {
  expect(shown('x'.repeat(400))).toBe(`${'x'.repeat(maxStatusText)}…`);
});
