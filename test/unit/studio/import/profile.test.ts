/** Profiles of OBS: sizes, rates, service and recording, and never the key. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importProfile, readIni, type ProfileFiles } from '../../../../shared/studio/import/obs/profile.ts';

const read = (name: string) => readFileSync(`test/fixtures/obs/profile/${name}`, 'utf8');
const files: ProfileFiles = {
  basic: read('basic.ini'),
  service: read('service.json'),
  streamEncoder: read('streamEncoder.json'),
};

function imported(changes: Partial<ProfileFiles>) {
  const reply = importProfile({ ...files, ...changes });
  if (!reply.ok) throw new Error('it is a profile');
  return reply.value;
}

const withLines = (...lines: readonly string[]) => ({ basic: lines.join('\r\n'), service: null, streamEncoder: null });

test('the advanced mode tells sizes, rates and the recording', () => {
  expect(imported({})).toMatchObject({
    name: 'Church',
    canvas: { width: 1920, height: 1080 },
    video: { width: 1280, height: 720, fps: 60, kbps: 5200 },
    audioKbps: 192,
    recording: { folder: 'C:\\Users\\anna\\Videos', container: 'mkv', replaySeconds: 45 },
  });
});

test('the simple mode has its own bitrates and folder', () => {
  const simple = files.basic.replace('Mode=Advanced', 'Mode=Simple');
  expect(imported({ basic: simple })).toMatchObject({
    video: { width: 1600, height: 900, kbps: 2500 },
    audioKbps: 128,
    recording: { folder: '/home/anna', container: 'mp4', replaySeconds: 0 },
  });
});

test('the key is never read, and that is said', () => {
  const profile = imported({});
  expect(JSON.stringify(profile)).not.toContain('SECRET');
  expect(profile.destination).toEqual({ service: 'Twitch', serverUrl: '' });
  expect(profile.notes.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['Stream key', 'Bandwidth test', 'Encoder', 'Frame rate']),
  );
});

test('a server of the user’s own is taken over, without names and passwords in it', () => {
  const custom = (server: string) =>
    imported({ service: JSON.stringify({ type: 'rtmp_custom', settings: { server, key: 'k' } }) }).destination;
  expect(custom('rtmp://example.org/live')).toEqual({ service: '', serverUrl: 'rtmp://example.org/live' });
  expect(custom('rtmp://anna:secret@example.org/live')).toEqual({ service: '', serverUrl: '' });
  expect(custom('https://example.org/whip')).toEqual({ service: '', serverUrl: '' });
  expect(imported({ service: '{"type":"whip_custom","settings":{}}' }).destination).toBeNull();
  expect(imported({ service: null }).destination).toBeNull();
  expect(imported({ service: '{ broken' }).destination).toBeNull();
});

test.each([
  [['FPSType=0', 'FPSCommon=24 NTSC'], 24],
  [['FPSCommon=30'], 30],
  [['FPSType=1', 'FPSInt=50'], 50],
  [['FPSType=2', 'FPSNum=30000', 'FPSDen=1001'], 30],
  [['FPSType=2', 'FPSNum=30', 'FPSDen=0'], 30],
  [['FPSCommon=144'], 60],
])('frame rates %j', (lines, fps) => {
  expect(imported(withLines('[Video]', ...lines)).video.fps).toBe(fps);
});

test('sizes are even and within bounds, and what is missing is as usual', () => {
  const odd = imported(withLines('[Video]', 'BaseCX=1367', 'BaseCY=99999', 'OutputCX=853', 'OutputCY=479'));
  expect(odd.canvas).toEqual({ width: 1368, height: 7680 });
  expect(odd.video).toMatchObject({ width: 854, height: 480 });
  expect(imported(withLines('[Video]')).video).toEqual({ width: 1280, height: 720, fps: 30, kbps: 2500 });
});

test('an INI is read with byte order mark, comments and repeated sections', () => {
  const sections = readIni('\uFEFF[A]\r\nx=1\r\n; y=2\n[B]\nz = a=b \n[A]\nx=3\nnothing\n=4');
  expect(sections.get('A')).toEqual(new Map([['x', '3']]));
  expect(sections.get('B')).toEqual(new Map([['z', 'a=b']]));
});

test('another file is refused', () => {
  expect(importProfile(withLines('[Else]', 'x=1'))).toMatchObject({ ok: false, error: { code: 'import-invalid' } });
});
