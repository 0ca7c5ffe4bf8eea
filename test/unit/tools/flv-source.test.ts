/** FLV files as sources of tags: any size of tag against the size of a page, rounds, and files that are none. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFlv } from '../../../electron/command-line/tools/publish/flv/flv-source.ts';
import type { TagSource } from '../../../electron/command-line/tools/publish/tag-source.ts';
import { writeFlvHeader, writeFlvTag, type FlvTag } from '../../../shared/flv/flv-file.ts';
import { fieldsOf, readAmf0, writeAmf0 } from '../../../shared/wire/amf0.ts';
import { temporaryFolder } from '../../support/loopback.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(() => folder.remove());

async function fileOf(name: string, tags: readonly FlvTag[]): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, Buffer.concat([writeFlvHeader({ audio: true, video: true }), ...tags.map(writeFlvTag)]));
  return path;
}

async function sourceOf(path: string): Promise<TagSource> {
  const opened = await openFlv(path);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

type Taken = { readonly track: string; readonly timestamp: number; readonly bytes: string };

/** All tags to the end of a round; bodies are copied at once, as a connection does. */
async function drain(source: TagSource): Promise<readonly Taken[]> {
  const tags: Taken[] = [];
  for (;;) {
    const step = source.next();
    if (step === 'end') return tags;
    if (step === 'failed') throw new Error(JSON.stringify(source.error));
    if (step === 'wait') {
      await new Promise<void>((resolve) => {
        source.onReady = resolve;
      });
      continue;
    }
    tags.push({ track: step.track, timestamp: step.timestamp, bytes: Buffer.from(step.body).toString('base64') });
  }
}

const header: FlvTag = { type: 9, timestamp: 0, body: Uint8Array.of(0x17, 0, 0, 0, 0, 1, 100, 0, 31) };

function frame(timestamp: number, length: number): FlvTag {
  const body = new Uint8Array(length + 5).map((_, index) => (index * 31 + timestamp) & 0xff);
  body.set([0x27, 1, 0, 0, 0]);
  return { type: 9, timestamp, body };
}

function expected(tags: readonly FlvTag[]): readonly Taken[] {
  return tags
    .filter(({ type }) => type !== 18)
    .map(({ type, timestamp, body }) => ({
      track: type === 9 ? 'video' : 'audio',
      timestamp,
      bytes: Buffer.from(body).toString('base64'),
    }));
}

it('C17: goes on where the timestamps of a file wrap, or begin just before 0', async () => {
  const times = [2 ** 32 - 80, 2 ** 32 - 40, 0, 40];
  const source = await sourceOf(
    await fileOf(
      'wrap.flv',
      times.map((time) => frame(time, 10)),
    ),
  );
  const from = async (): Promise<readonly number[]> => (await drain(source)).map(({ timestamp }) => timestamp);
  const expectedTimes = [0, 40, 80, 120].map((time) => time + 2 ** 32 - 80);
  expect(await from()).toEqual(expectedTimes);
  source.rewind();
  expect(await from()).toEqual(expectedTimes);
  source.close();
});

describe('an FLV file as a source of tags', () => {
  it('gives every tag unchanged, however tags and pages meet', async () => {
    const page = 1024 * 1024;
    // The third ends with a page, the fourth leaves room for a part of a header; the sixth is longer than two pages.
    const sizes = [1, 300_000, page - 300_000 - 200, page - 30, 7, 2.5 * page, 100, page - 20, 5, 70_000, 1.5 * page];
    const tags = [header, ...sizes.map((size, index) => frame(index * 40, size))];
    const source = await sourceOf(await fileOf('sizes.flv', tags));
    expect(await drain(source)).toEqual(expected(tags));
    source.close();
  });

  it('reads times past 24 and 31 bits, and leaves the last tag out when the file is cut', async () => {
    const tags = [frame(0xff_ffff, 10), frame(0x8000_0001, 10), frame(0xffff_fff0, 10)];
    const path = await fileOf('times.flv', tags);
    const source = await sourceOf(path);
    expect(await drain(source)).toEqual(expected(tags));
    source.close();
    await writeFile(
      path,
      Buffer.concat([writeFlvHeader({ audio: true, video: true }), ...tags.map(writeFlvTag)]).subarray(0, -9),
    );
    const cut = await sourceOf(path);
    expect(await drain(cut)).toEqual(expected(tags.slice(0, 2)));
    cut.close();
  });

  it('C43: begins again without the headers that the server has', async () => {
    const tags = [header, frame(0, 10), frame(40, 10)];
    const source = await sourceOf(await fileOf('rounds.flv', tags));
    expect(await drain(source)).toEqual(expected(tags));
    source.rewind();
    expect(await drain(source)).toEqual(expected(tags.slice(1)));
    source.close();
  });

  it('C42: makes the metadata that of a live stream', async () => {
    const fields = new Map<string, number | string>([
      ['duration', 12.5],
      ['width', 320],
      ['filesize', 1000],
      ['encoder', 'Lavf'],
    ]);
    const body = writeAmf0(['onMetaData', { kind: 'ecma-array', fields }]);
    const source = await sourceOf(await fileOf('metadata.flv', [{ type: 18, timestamp: 0, body }, frame(0, 10)]));
    const values = readAmf0(source.metadata ?? new Uint8Array(0));
    expect(values.ok && values.value.slice(0, 2)).toEqual(['@setDataFrame', 'onMetaData']);
    expect(values.ok && [...fieldsOf(values.value[2])]).toEqual([
      ['duration', 0],
      ['fileSize', 0],
      ['width', 320],
      ['encoder', 'Lavf'],
    ]);
    source.close();
  });

  it('C31: asks for Enhanced RTMP only where a codec needs it', async () => {
    const plain = await sourceOf(await fileOf('plain.flv', [header, frame(0, 10)]));
    expect(plain.enhanced).toBeNull();
    plain.close();
    const hevc = { type: 9, timestamp: 0, body: Uint8Array.of(0x90, ...Buffer.from('hvc1'), 1, 2, 3) };
    const second = { type: 8, timestamp: 0, body: Uint8Array.of(0x95, 0, ...Buffer.from('mp4a'), 1, 0x11, 0x90) };
    const rich = await sourceOf(await fileOf('rich.flv', [hevc, second]));
    expect(rich.enhanced).toEqual({ video: ['hevc'], audio: ['aac'], extended: 2 });
    rich.close();
  });

  it('refuses what is no FLV file, or holds nothing', async () => {
    const path = join(folder.path, 'alien');
    await writeFile(path, 'RIFF and something else altogether');
    expect(await openFlv(path)).toMatchObject({ error: { code: 'file-unreadable', facts: { file: path } } });
    const empty = await fileOf('empty.flv', []);
    expect(await openFlv(empty)).toMatchObject({ error: { facts: { why: 'it holds no sound or picture' } } });
    expect(await openFlv(folder.path)).toMatchObject({ error: { facts: { why: 'it is a folder' } } });
    expect(await openFlv(join(folder.path, 'none'))).toMatchObject({
      error: { facts: { why: 'there is no such file' } },
    });
  });
});
