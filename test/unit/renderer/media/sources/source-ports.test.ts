/** The page asks main for the ports of sources that main feeds: once each, again when it must, and never for what is gone. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SourcePorts } from '../../../../../renderer/media/capture/display/source-ports.ts';
import { fail, ok, type Reply } from '../../../../../shared/errors.ts';
import type { Input, Source } from '../../../../../shared/studio/document/source.ts';

const page = (url: string): Input => ({ kind: 'browser', url, width: 64, height: 64, fps: 30, css: '' });
const source = (id: string, input: Input): Source => ({
  id,
  name: id,
  input,
  filters: [],
  strip: null,
  fallbackId: null,
});

let asked: string[];
let answer: Reply<null>;
let ports: SourcePorts;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answer = ok(null);
  ports = new SourcePorts({
    open: (id) => {
      asked.push(`open ${id}`);
      return Promise.resolve(answer);
    },
    close: (id) => asked.push(`close ${id}`),
    onPort: (id, { kind }) => asked.push(`${kind} ${id}`),
  });
});

afterEach(() => vi.useRealTimers());

const later = (millis: number) => vi.advanceTimersByTimeAsync(millis);

test('asks once for each, again for other settings, and tells what is gone', async () => {
  const first = [source('a', page('https://a.example')), source('b', { kind: 'test' })];
  ports.follow(first);
  ports.follow(structuredClone(first));
  await later(5000);
  expect(asked).toEqual(['open a']);
  ports.follow([source('a', page('https://b.example')), source('c', { kind: 'rtmp', streamName: 'x' })]);
  ports.follow([]);
  await later(5000);
  expect(asked).toEqual(['open a', 'open a', 'open c', 'close a', 'close c']);
});

test('asks again while main refuses, and no longer once it is gone', async () => {
  answer = fail('input-invalid');
  ports.follow([source('a', page('https://a.example'))]);
  await later(2500);
  expect(asked).toEqual(['open a', 'open a', 'open a']);
  answer = ok(null);
  await later(5000);
  expect(asked).toHaveLength(4);
  answer = fail('input-invalid');
  ports.follow([source('a', page('https://other.example'))]);
  await later(100);
  ports.follow([]);
  await later(5000);
  expect(asked.slice(4)).toEqual(['open a', 'close a']);
});

test('an answer to settings of before asks for nothing', async () => {
  answer = fail('input-invalid');
  ports.follow([source('a', page('https://a.example'))]);
  ports.follow([source('a', page('https://b.example'))]);
  await later(1500);
  expect(asked).toEqual(['open a', 'open a', 'open a']);
});

test('hands a port on, and closes one that comes too late', () => {
  const { port1 } = new MessageChannel();
  const close = vi.spyOn(port1, 'close');
  ports.take({ sourceId: 'a', kind: 'page' }, port1);
  expect(asked).toEqual([]);
  expect(close).toHaveBeenCalledOnce();
  ports.follow([source('a', page('https://a.example'))]);
  ports.take({ sourceId: 'a', kind: 'page' }, new MessageChannel().port1);
  expect(asked).toEqual(['open a', 'page a']);
});
