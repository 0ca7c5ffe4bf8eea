/** From tags to configurations and access units: what changes a decoder, what waits, what is skipped, and which times come out. */
import { describe, expect, test } from 'vitest';
import { TagDemuxer } from '../../../shared/flv/demuxer.ts';
import type { DemuxedItem } from '../../../shared/flv/demuxer.ts';
import { amfObject, fieldsOf } from '../../../shared/wire/amf0.ts';
import type { AmfFields, AmfValue } from '../../../shared/wire/amf0.ts';
import { hex } from '../wire/amf0-table.ts';

const avcC = '0142c00dffe100196742c00dda05467889b0110000030001000003003c0f142aa001000468ce0fc8';
const otherAvcC = '01640028ffe1001b67640028acd940780227e5c044000003000400000300f03c60c65801000668ebe3cb22c0fdf8f800';
/** hvcC of x265, 320×180, main profile at level 2. */
const hvcC =
  '0101600000009000000000003cf000fcfdf8f800000f03a00001001840010c01ffff01600000030090000003000003003c959409a10001002b42' +
  '010101600000030090000003000003003ca00a080c1f3e595952930bc05a020000030002000003003c10a2000100064401c073c189';
const aacHeader = 'af 00 1190';
const header = `17 00 000000 ${avcC}`;
const key = '17 01 000000 00000002 6588';
const delta = '27 01 000028 00000002 4188';
const sound = 'af 01 21004c';

type Line = string;

/** One short line per item, so that a whole story reads at a glance. */
function told(items: readonly DemuxedItem[]): readonly Line[] {
  return items.map((item) => {
    switch (item.kind) {
      case 'config':
        return `config ${name(item.config.track, item.config.trackId)} ${item.config.codec}`;
      case 'packet': {
        const { track, trackId, pts, dts, isKeyFrame } = item.packet;
        return `${isKeyFrame ? 'key' : 'delta'} ${name(track, trackId)} ${dts} ${pts}`;
      }
      case 'end':
        return `end ${name(item.track, item.trackId)}`;
      case 'problem':
        return `problem ${name(item.track, item.trackId)} ${String(item.error.facts['why'])}`;
    }
  });
}

function name(track: string, trackId = 0): string {
  return trackId === 0 ? track : `${track}${trackId}`;
}

class Story {
  readonly demuxer: TagDemuxer;
  readonly items: DemuxedItem[] = [];

  constructor(options: ConstructorParameters<typeof TagDemuxer>[0] = {}) {
    this.demuxer = new TagDemuxer(options);
  }

  video(timestamp: number, body: string): this {
    this.items.push(...this.demuxer.push('video', timestamp, hex(body)));
    return this;
  }

  audio(timestamp: number, body: string): this {
    this.items.push(...this.demuxer.push('audio', timestamp, hex(body)));
    return this;
  }

  get lines(): readonly Line[] {
    return told(this.items);
  }
}

const fields = (values: Readonly<Record<string, AmfValue>>): AmfFields => fieldsOf(amfObject(values));

describe('a legacy stream', () => {
  test('gives configurations and access units in microseconds, with the composition time signed', () => {
    const story = new Story().video(0, header).audio(0, aacHeader).video(40, key).audio(46, sound);
    story.video(80, delta).video(120, '27 01 ffffd8 00000002 4188');
    expect(story.lines).toEqual([
      'config video avc1.42C00D',
      'config audio mp4a.40.2',
      'key video 40000 40000',
      'key audio 46000 46000',
      'delta video 80000 120000',
      'delta video 80000 80000',
    ]);
    expect(story.items[0]).toMatchObject({ config: { width: 322, height: 182, description: hex(avcC) } });
    expect(story.items[1]).toMatchObject({ config: { sampleRate: 48_000, channels: 2, description: hex('1190') } });
    expect(story.items[2]).toMatchObject({ packet: { bytes: hex('00000002 6588') } });
  });

  test('P7: times past 2^32 ms stay exact, and a step back stays one', () => {
    const late = 2 ** 32 + 1_000_000;
    const story = new Story()
      .audio(0, aacHeader)
      .audio(late, sound)
      .audio(late - 30, sound);
    expect(story.lines.slice(1)).toEqual([
      `key audio ${late * 1000} ${late * 1000}`,
      `key audio ${(late - 30) * 1000} ${(late - 30) * 1000}`,
    ]);
  });

  test('media before its header is left out; so is an empty frame', () => {
    const story = new Story().video(0, key).audio(0, sound).audio(10, aacHeader).audio(20, 'af 01').audio(30, sound);
    expect(story.lines).toEqual(['config audio mp4a.40.2', 'key audio 30000 30000']);
    expect(story.demuxer.skippedPackets).toBe(2);
  });

  test('MP3 needs no header: its first frame says what it is', () => {
    const story = new Story().audio(0, '2f fffb9064 00').audio(26, '2f fffb9064 00');
    expect(story.lines).toEqual(['config audio mp3', 'key audio 0 0', 'key audio 26000 26000']);
    expect(story.items[0]).toMatchObject({ config: { sampleRate: 44_100, channels: 2 } });
  });
});

describe('P10: the first picture', () => {
  test('P10: waits for a key frame and keeps the sound', () => {
    const story = new Story().video(0, header).audio(0, aacHeader).video(40, delta).audio(46, sound).video(80, delta);
    story.video(120, key).video(160, delta);
    expect(story.lines).toEqual([
      'config video avc1.42C00D',
      'config audio mp4a.40.2',
      'key audio 46000 46000',
      'key video 120000 120000',
      'delta video 160000 200000',
    ]);
    expect(story.demuxer.skippedPackets).toBe(2);
  });

  test('P10: each video track waits for its own', () => {
    const track1 = `96 00 61766331 01 ${avcC}`;
    const story = new Story().video(0, header).video(0, track1).video(0, key);
    story.video(40, 'a6 01 61766331 01 000000 00000002 4188').video(80, '96 01 61766331 01 000000 00000002 6588');
    expect(story.lines).toEqual([
      'config video avc1.42C00D',
      'config video1 avc1.42C00D',
      'key video 0 0',
      'key video1 80000 80000',
    ]);
  });

  test('P10: who wants any frame gets it', () => {
    const story = new Story({ firstVideo: 'any' }).video(0, header).video(40, delta);
    expect(story.lines).toEqual(['config video avc1.42C00D', 'delta video 40000 80000']);
  });
});

describe('P5: changes in mid-stream', () => {
  const begun = (): Story => new Story().video(0, header).audio(0, aacHeader).video(0, key).audio(0, sound);

  test('P5: a repeated header does nothing, not even to the wait for a key frame', () => {
    const story = begun().video(40, header).audio(40, aacHeader).video(40, delta).audio(46, sound);
    expect(story.lines.slice(4)).toEqual(['delta video 40000 80000', 'key audio 46000 46000']);
  });

  test('P5: a header with other bytes reconfigures, and a key frame must follow', () => {
    const story = begun().video(40, `17 00 000000 ${otherAvcC}`).video(40, delta).video(80, key);
    expect(story.lines.slice(4)).toEqual(['config video avc1.640028', 'key video 80000 80000']);
    expect(story.items[4]).toMatchObject({ config: { width: 1920, height: 1080 } });
  });

  test('P5: a header of another codec reconfigures, there and back again', () => {
    const story = begun().video(40, `90 68766331 ${hvcC}`).video(40, '93 68766331 00000003 260111');
    story.video(80, header).video(80, key);
    expect(story.lines.slice(4)).toEqual([
      expect.stringMatching(/^config video hvc1\./),
      'key video 40000 40000',
      'config video avc1.42C00D',
      'key video 80000 80000',
    ]);
    expect(story.items[4]).toMatchObject({ config: { width: 320, height: 180, description: hex(hvcC) } });
  });

  test('P5: frames of a codec whose header never came are left out, and the old header is asked for again', () => {
    const story = begun().video(40, '93 68766331 00000003 260111').video(80, key).video(120, header).video(120, key);
    expect(story.lines.slice(4)).toEqual(['config video avc1.42C00D', 'key video 120000 120000']);
  });

  test('P5, P8: metadata alone changes nothing, whatever it claims', () => {
    const story = begun();
    story.demuxer.metadata(fields({ width: 9999, height: 1, videocodecid: 12, audiosamplerate: 8000 }));
    story.video(40, delta).audio(46, sound);
    expect(story.lines.slice(4)).toEqual(['delta video 40000 80000', 'key audio 46000 46000']);
  });

  test('P5: the end of a sequence and silence are told; the track goes on without a new configuration', () => {
    const story = begun().video(40, '17 02 000000').audio(40, '').video(80, delta).video(120, key).audio(120, sound);
    expect(story.lines.slice(4)).toEqual([
      'end video',
      'end audio',
      'key video 120000 120000',
      'key audio 120000 120000',
    ]);
    expect(new Story().audio(0, '').video(0, '17 02 000000').lines).toEqual([]);
  });
});

describe('P8: metadata', () => {
  test.each<[string, AmfFields]>([
    ['numbers', fields({ framerate: 29.97, videodatarate: 2500, audiodatarate: 128 })],
    ['numbers as strings', fields({ framerate: '29.97', videodatarate: '2500', audiodatarate: ' 128 ' })],
  ])('P8: gives frame rate and bit rates as %s; size and rates of sound come from the records', (_, metadata) => {
    const story = new Story();
    story.demuxer.metadata(metadata);
    story.video(0, header).audio(0, aacHeader);
    expect(story.items).toMatchObject([
      { config: { frameRate: 29.97, kbps: 2500, width: 322, height: 182 } },
      { config: { kbps: 128, sampleRate: 48_000 } },
    ]);
  });

  test('P8: nonsense counts as nothing', () => {
    const story = new Story();
    story.demuxer.metadata(fields({ framerate: 'fast', videodatarate: -1, width: Number.NaN, audiodatarate: 1e300 }));
    story.video(0, header).audio(0, aacHeader);
    expect(story.items).toMatchObject([{ config: { frameRate: 0, kbps: 0 } }, { config: { kbps: 0 } }]);
  });

  test('P8: tracks above 0 have their own claims', () => {
    const story = new Story();
    story.demuxer.metadata(
      fields({ audiodatarate: 128, audioTrackIdInfoMap: amfObject({ 1: amfObject({ audiodatarate: 64 }) }) }),
    );
    story.audio(0, aacHeader).audio(0, '95 00 6d703461 01 1190').audio(0, '95 00 6d703461 02 1190');
    expect(story.items).toMatchObject([
      { config: { kbps: 128 } },
      { config: { kbps: 64, trackId: 1 } },
      { config: { kbps: 0, trackId: 2 } },
    ]);
  });
});

describe('P6: Enhanced RTMP', () => {
  const opusHead = '4f70757348656164 01 02 3801 80bb0000 0000 00';
  const sized = (bytes: string): string => {
    const length = hex(bytes).length;
    return `${length.toString(16).padStart(6, '0')} ${bytes}`;
  };

  test('P6: HEVC with and without a composition time, and nanoseconds that refine the presentation time', () => {
    const story = new Story().video(0, `90 68766331 ${hvcC}`).video(40, '91 68766331 000050 00000003 260111');
    story.video(80, 'a7 02 03d090 03 68766331 00000003 020111');
    expect(story.lines.slice(1)).toEqual(['key video 40000 120000', 'delta video 80000 80250']);
  });

  test('P6: Opus, FLAC and AC-3', () => {
    const opus = new Story().audio(0, `90 4f707573 ${opusHead}`).audio(20, '91 4f707573 fc0102');
    expect(opus.lines).toEqual(['config audio opus', 'key audio 20000 20000']);
    expect(opus.items[0]).toMatchObject({ config: { sampleRate: 48_000, channels: 2 } });
    const streamInfo = '1000 1000 000000 000000 0bb802f000000000 00000000000000000000000000000000';
    const flac = new Story().audio(0, `90 664c6143 664c6143 80000022 ${streamInfo}`).audio(0, '91 664c6143 fff8');
    expect(flac.items).toMatchObject([{ config: { codec: 'flac', sampleRate: 48_000, channels: 2 } }, {}]);
    const ac3 = new Story().audio(0, '91 61632d33 0b77 0000 14 40 43e1');
    expect(ac3.items).toMatchObject([{ config: { codec: 'ac-3', sampleRate: 48_000 } }, { kind: 'packet' }]);
  });

  test('P6: an empty Opus header is made up for: by the speaker layout, by metadata, or by the first packet', () => {
    const channelsOf = (story: Story): unknown => story.audio(0, '90 4f707573').audio(0, '91 4f707573 fc01').items[0];
    expect(channelsOf(new Story().audio(0, '94 4f707573 01 06 0000003f'))).toMatchObject({ config: { channels: 6 } });
    const hinted = new Story();
    hinted.demuxer.metadata(fields({ audiochannels: 1 }));
    expect(channelsOf(hinted)).toMatchObject({ config: { channels: 1 } });
    expect(channelsOf(new Story())).toMatchObject({ kind: 'config', config: { channels: 2 } });
  });

  test('P6: VP9 is configured by its first key frame, which tells the size', () => {
    const story = new Story().video(0, '90 76703039 00 0a 82 02 02 02 0000').video(0, 'a1 76703039 86 00 40');
    story.video(40, '91 76703039 82 49 83 42 20 13 f0 0b 30 00');
    expect(story.lines).toEqual(['config video vp09.00.10.08', 'key video 40000 40000']);
    expect(story.items[0]).toMatchObject({ config: { width: 320, height: 180 } });
  });

  test('P6: an empty AV1 header is made up for by the first key frame', () => {
    const sequence = '0a0b 000000043cfeccdaf90040';
    const story = new Story().video(0, '90 61763031').video(40, `91 61763031 ${sequence} 3203 100000`);
    expect(story.lines[0]).toMatch(/^config video av01\./);
    expect(story.lines[1]).toBe('key video 40000 40000');
    expect(story.items[0]).toMatchObject({
      config: { description: expect.toSatisfy((it: Uint8Array) => it[0] === 0x81) },
    });
  });

  test('P6: one track, many tracks, many tracks with many codecs', () => {
    const one = new Story().audio(0, aacHeader).audio(0, '95 00 6d703461 03 1190').audio(21, '95 01 6d703461 03 210a');
    expect(one.lines).toEqual(['config audio mp4a.40.2', 'config audio3 mp4a.40.2', 'key audio3 21000 21000']);
    const many = new Story().audio(0, `95 10 6d703461 00 ${sized('1190')} 05 ${sized('1210')}`);
    many.audio(21, `95 11 6d703461 05 ${sized('2107')} 00 ${sized('2108')}`);
    expect(many.lines).toEqual([
      'config audio mp4a.40.2',
      'config audio5 mp4a.40.2',
      'key audio5 21000 21000',
      'key audio 21000 21000',
    ]);
    const mixed = new Story().audio(0, `95 20 6d703461 00 ${sized('1190')} 4f707573 01 ${sized(opusHead)}`);
    mixed.audio(21, `95 21 6d703461 00 ${sized('2107')} 4f707573 01 ${sized('fc01')}`);
    expect(mixed.lines).toEqual([
      'config audio mp4a.40.2',
      'config audio1 opus',
      'key audio 21000 21000',
      'key audio1 21000 21000',
    ]);
  });

  test('P6: a track of an unknown codec is skipped by its size, the others live on', () => {
    const body = (data: string): string => `95 2${data} 78797a31 07 ${sized('ffffffff')}`;
    const story = new Story().audio(0, `${body('0')} 6d703461 00 ${sized('1190')}`);
    story.audio(21, `${body('1')} 6d703461 00 ${sized('2107')} 78797a31 07 ${sized('00')}`);
    expect(story.lines).toEqual(['config audio mp4a.40.2', 'key audio 21000 21000']);
  });

  test('P6: one track’s change leaves the others alone', () => {
    const story = new Story().audio(0, aacHeader).audio(0, '95 00 6d703461 01 1190').audio(0, sound);
    story.audio(20, '95 00 6d703461 01 1210').audio(21, sound).audio(21, '95 01 6d703461 01 2107');
    expect(story.lines.slice(3)).toEqual([
      'config audio1 mp4a.40.2',
      'key audio 21000 21000',
      'key audio1 21000 21000',
    ]);
  });
});

describe('what can’t be used', () => {
  test('is told once, until it is something else, and never stops the rest', () => {
    const story = new Story().audio(0, aacHeader);
    for (let time = 0; time < 5; time++) story.video(time, '14 00').audio(time, sound);
    story.video(9, '');
    expect(story.lines.filter((line) => line.startsWith('problem'))).toEqual([
      'problem video video-codec',
      'problem video video-short',
    ]);
    expect(story.lines.filter((line) => line.startsWith('key audio'))).toHaveLength(5);
  });

  test('a malformed record is told, and a good one mends it', () => {
    const story = new Story().video(0, '17 00 000000 0142c0').video(0, key).video(40, header).video(40, key);
    expect(story.lines).toEqual(['problem video avcc-short', 'config video avc1.42C00D', 'key video 40000 40000']);
  });

  test('a record of absurd length is not kept', () => {
    const story = new Story();
    story.items.push(...story.demuxer.push('video', 0, new Uint8Array(100_000).fill(0x17, 0, 1)));
    expect(story.lines).toEqual(['problem video header-long']);
  });
});
