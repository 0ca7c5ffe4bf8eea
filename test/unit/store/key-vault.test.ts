/** Keys are encrypted by the system or live for this run; no file, view, print or export ever shows one. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realFiles } from '../../../electron/store/atomic-file.ts';
import { openKeyVault, type KeyVault } from '../../../electron/store/key-vault.ts';
import { Secret } from '../../../shared/wire/secret.ts';
import { filesIn, noon, scrambling, systemError, temporaryDirectory, valueOf } from './store-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
});
afterEach(() => dispose());

const key = 'live_123456_AbCdEfGhIjKl?bandwidthtest=true';
const id = randomUUID();
const other = randomUUID();

async function open(encryption = scrambling()): Promise<KeyVault> {
  return (await openKeyVault({ directory, encryption, now: () => noon })).keys;
}

describe('with a key store', () => {
  test('a key outlives the run, encrypted and readable by the user alone', async () => {
    const vault = await open();
    expect(vault.state(id)).toBe('none');
    expect(valueOf(await vault.set(id, key))).toBe('stored');
    const again = await open();
    expect(again.state(id)).toBe('stored');
    expect((await again.reveal(id))?.reveal()).toBe(key);
    const [[name, text] = ['', ''], ...rest] = [...(await filesIn(directory))];
    expect(rest).toEqual([]);
    expect(text).not.toContain('live_123456');
    expect((await realFiles.stat(join(directory, name))).mode & 0o777).toBe(0o600);
  });

  test('blanks and invisible characters of a pasted key go', async () => {
    const vault = await open();
    await vault.set(id, ' \u200babcd-\u00ad1234\ufeff\n');
    expect((await vault.reveal(id))?.reveal()).toBe('abcd-1234');
    expect(await vault.set(id, ' \n')).toMatchObject({ ok: false, error: { code: 'key-missing' } });
    expect(await vault.set(id, 'x'.repeat(2049))).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    expect((await vault.reveal(id))?.reveal()).toBe('abcd-1234');
  });

  test('a cleared key is gone from the file', async () => {
    const vault = await open();
    await vault.set(id, key);
    await vault.set(other, 'other-key');
    expect(valueOf(await vault.clear(id))).toBe('none');
    expect(await vault.reveal(id)).toBeNull();
    const again = await open();
    expect([again.state(id), again.state(other)]).toEqual(['none', 'stored']);
  });

  test('a copy has the key too, and its own life', async () => {
    const vault = await open();
    await vault.set(id, key);
    valueOf(await vault.duplicate([{ from: id, to: other }]));
    expect(vault.state(other)).toBe('stored');
    await vault.clear(id);
    expect((await vault.reveal(other))?.reveal()).toBe(key);
    const third = randomUUID();
    valueOf(await vault.duplicate([{ from: id, to: third }]));
    expect(vault.state(third)).toBe('none');
  });

  test('keys of vanished profiles are dropped', async () => {
    const vault = await open();
    await vault.set(id, key);
    await vault.set(other, key);
    valueOf(await vault.keepOnly([other]));
    const again = await open();
    expect([again.state(id), again.state(other)]).toEqual(['none', 'stored']);
  });
});

describe('when something breaks', () => {
  test('a key that the system can’t decrypt any more has to be entered again', async () => {
    await (await open()).set(id, key);
    const broken = { ...scrambling(), decrypt: () => Promise.reject(new Error('other user')) };
    const vault = (await openKeyVault({ directory, encryption: broken, now: () => noon })).keys;
    expect(await vault.reveal(id)).toBeNull();
    expect(vault.state(id)).toBe('none');
  });

  test('a full disk keeps the older key', async () => {
    const vault = await open();
    await vault.set(id, 'older-key');
    const files = { ...realFiles, rename: () => Promise.reject(systemError('ENOSPC')) };
    const { keys } = await openKeyVault({ directory, encryption: scrambling(), now: () => noon, files });
    expect(await keys.set(id, key)).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
    expect((await keys.reveal(id))?.reveal()).toBe('older-key');
    expect((await (await open()).reveal(id))?.reveal()).toBe('older-key');
  });

  test('whoever keeps the log clean hears of every key', async () => {
    const heard: string[] = [];
    const onSecret = (secret: Secret): void => void heard.push(secret.reveal());
    const first = await openKeyVault({ directory, encryption: scrambling(), now: () => noon, onSecret });
    await first.keys.set(id, key);
    const second = await openKeyVault({ directory, encryption: scrambling(), now: () => noon, onSecret });
    await second.keys.reveal(id);
    expect(heard).toEqual([key, key]);
  });
});

describe('without a key store', () => {
  test('a key lives for this run and touches no file', async () => {
    const vault = await open(scrambling(false));
    expect(valueOf(await vault.set(id, key))).toBe('this-run');
    expect(vault.state(id)).toBe('this-run');
    expect((await vault.reveal(id))?.reveal()).toBe(key);
    valueOf(await vault.duplicate([{ from: id, to: other }]));
    expect(vault.state(other)).toBe('this-run');
    expect((await filesIn(directory)).size).toBe(0);
    const again = await open(scrambling(false));
    expect(again.state(id)).toBe('none');
    expect(await again.reveal(id)).toBeNull();
  });

  test('an older stored key is not offered, and does not come back behind a newer one', async () => {
    await (await open()).set(id, 'older-key');
    const encryption = scrambling(false);
    const vault = await open(encryption);
    expect(vault.state(id)).toBe('none');
    await vault.set(id, key);
    expect((await (await open()).reveal(id))?.reveal()).toBeUndefined();
    encryption.isAvailable = true;
    expect((await vault.reveal(id))?.reveal()).toBe(key);
  });

  test('a stored key is back when the key store is', async () => {
    await (await open()).set(id, key);
    const encryption = scrambling(false);
    const vault = await open(encryption);
    expect(await vault.reveal(id)).toBeNull();
    encryption.isAvailable = true;
    expect(vault.state(id)).toBe('stored');
    expect((await vault.reveal(id))?.reveal()).toBe(key);
  });

  test('a key store that breaks while encrypting counts as none', async () => {
    const broken = { ...scrambling(), encrypt: () => Promise.reject(new Error('locked')) };
    const { keys } = await openKeyVault({ directory, encryption: broken, now: () => noon });
    expect(valueOf(await keys.set(id, key))).toBe('this-run');
  });
});

describe('a damaged key file', () => {
  test.each(['', 'broken', '{"version":2,"keys":{}}', '{"version":1,"keys":{"x":"y"}}'])(
    '%j is set aside and named',
    async (text) => {
      await writeFile(join(directory, 'keys.json'), text);
      const { keys, setAside } = await openKeyVault({ directory, encryption: scrambling(), now: () => noon });
      expect(setAside).toContain('keys.damaged-2026-11-22T12-00-00-000Z.json');
      expect(valueOf(await keys.set(id, key))).toBe('stored');
      expect((await filesIn(directory)).get('keys.damaged-2026-11-22T12-00-00-000Z.json')).toBe(text);
    },
  );
});

describe('a secret', () => {
  const secret = new Secret(key);

  test.each([
    ['a string', String(secret)],
    ['a sum', ['a', secret].join('')],
    ['JSON', JSON.stringify({ secret, list: [secret] })],
    ['inspection', inspect({ secret }, { depth: 10, showHidden: true, getters: true })],
    ['a format', format('%s %o %O %j', secret, secret, secret, secret)],
    ['an error', inspect(new Error('failed', { cause: secret }))],
    ['its fields', JSON.stringify([Object.entries(secret), Object.assign({}, secret)])],
    ['a clone', inspect(structuredClone({ secret }))],
  ])('does not show itself in %s', (_how, text) => {
    expect(text).not.toContain('live_');
    expect(text).not.toContain('AbCd');
  });
});
