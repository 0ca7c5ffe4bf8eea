/** A key glued to an address is found wherever servers put it, and the address that is stored holds nothing of it. */
import { describe, expect, it } from 'vitest';
import { profileAddress } from '../../../electron/store/server-address.ts';

describe('an address with a key', () => {
  it.each([
    ['rtmp://host/live/KEY-1', 'rtmp://host/live', 'KEY-1'],
    ['rtmp://host/live/KEY-1/', 'rtmp://host/live', 'KEY-1'],
    ['rtmp://host/live#KEY-1', 'rtmp://host/live', 'KEY-1'],
    ['rtmp://host/live/KEY#1', 'rtmp://host/live', 'KEY#1'],
    ['rtmp://host/live/KEY-1#', 'rtmp://host/live', 'KEY-1'],
    ['rtmps://host:444/a/b/KEY-1?sig=x', 'rtmps://host:444/a/b', 'KEY-1?sig=x'],
  ])('%s gives the address %s', (pasted, serverUrl, key) => {
    expect(profileAddress('custom', pasted, { hasKey: false })).toEqual({ ok: true, value: { serverUrl, key } });
  });
});
