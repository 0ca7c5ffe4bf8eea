/** What is shown of the way for another encoder: its port where that is not the usual one, and copies that tell nothing. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { useNotices } from '../../../../renderer/store/notices.ts';
import { copyText, unusualPort } from '../../../../renderer/store/show/captures.ts';

describe('the address for another encoder', () => {
  test.each([
    ['rtmp://127.0.0.1:1935/live', null],
    ['rtmp://127.0.0.1/live', null],
    ['rtmp://127.0.0.1:40123/live', 40_123],
    ['rtmp://[::1]:1936/live', 1936],
    ['rtmp://[::1]/live', null],
  ])('%s', (url, port) => {
    expect(unusualPort({ url, key: 'guest' })).toBe(port);
  });
});

describe('copying', () => {
  beforeEach(() => useNotices.setState({ toasts: [] }));
  afterEach(() => vi.unstubAllGlobals());

  const texts = () => useNotices.getState().toasts.map(({ tone, text, next }) => `${tone} ${text} ${next}`);

  test('is told without what was copied', async () => {
    const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await copyText('guest-key');
    expect(writeText).toHaveBeenCalledWith('guest-key');
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toMatch(/^good /);
    expect(texts().join()).not.toContain('guest-key');
  });

  test('that fails says what to do', async () => {
    vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('denied')) } });
    await copyText('guest-key');
    expect(texts()[0]).toMatch(/^bad .*by hand/);
  });
});
