/** The profile file is either the old or the new one, and what can't be used is set aside, never replaced. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realFiles, type Files } from '../../../electron/store/atomic-file.ts';
import { migrate } from '../../../electron/store/profile-file.ts';
import { profileFileSchema } from '../../../shared/contract/settings.ts';
import { filesIn, openRig, systemError, temporaryDirectory, valueOf } from './store-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
});
afterEach(() => dispose());

const broken = (): Promise<never> => Promise.reject(systemError('ENOSPC'));
const denied = (): Promise<never> => Promise.reject(systemError('EACCES'));
const profilesPath = (): string => join(directory, 'profiles.json');

async function storedNames(): Promise<readonly string[]> {
  const file = profileFileSchema.parse(JSON.parse(await readFile(profilesPath(), 'utf8')));
  return file.profiles.map((profile) => profile.name);
}

describe('writing', () => {
  test('what was written is there after a restart', async () => {
    const first = await openRig(directory);
    const made = valueOf(await first.profiles.create({ name: 'Church', serviceId: 'youtube' }));
    valueOf(await first.profiles.select(made.id));
    valueOf(await first.profiles.updateSettings({ theme: 'light', welcomed: true }));
    const second = await openRig(directory);
    expect(second.setAside).toBeNull();
    expect(second.profiles.view()).toEqual(first.profiles.view());
    expect(second.profiles.selected().name).toBe('Church');
    expect(second.profiles.settings()).toMatchObject({ theme: 'light', welcomed: true });
  });

  test('only the user can read it', async () => {
    const { profiles } = await openRig(directory);
    valueOf(await profiles.create({ name: 'One', serviceId: 'custom' }));
    expect((await realFiles.stat(profilesPath())).mode & 0o777).toBe(0o600);
  });

  test('the copy before the last change is kept', async () => {
    const { profiles } = await openRig(directory);
    valueOf(await profiles.create({ name: 'One', serviceId: 'custom' }));
    valueOf(await profiles.create({ name: 'Two', serviceId: 'custom' }));
    const previous = (await filesIn(directory)).get('profiles.previous.json') ?? '';
    const names = profileFileSchema.parse(JSON.parse(previous)).profiles.map((profile) => profile.name);
    expect(names).toEqual(['Rehearsal', 'One']);
  });

  test.each(['open', 'rename', 'copyFile'] as const)(
    'a failing %s changes neither the file nor the view',
    async (step) => {
      let isBroken = false;
      const rig = await openRig(directory, {
        files: {
          open: (path, flags, mode) => (isBroken && step === 'open' ? broken() : realFiles.open(path, flags, mode)),
          rename: (from, to) => (isBroken && step === 'rename' ? broken() : realFiles.rename(from, to)),
          copyFile: (from, to) => (isBroken && step === 'copyFile' ? broken() : realFiles.copyFile(from, to)),
        },
      });
      valueOf(await rig.profiles.create({ name: 'Safe', serviceId: 'custom' }));
      const before = rig.profiles.view();
      isBroken = true;
      const reply = await rig.profiles.create({ name: 'Lost', serviceId: 'custom' });
      expect(reply).toMatchObject({ ok: false, error: { code: 'storage-failed', facts: { why: 'ENOSPC' } } });
      expect(rig.profiles.view()).toEqual(before);
      expect(await storedNames()).toEqual(['Rehearsal', 'Safe']);
      isBroken = false;
      valueOf(await rig.profiles.create({ name: 'Later', serviceId: 'custom' }));
      expect(await storedNames()).toEqual(['Rehearsal', 'Safe', 'Later']);
    },
  );
});

describe('a crash', () => {
  test('between writing and renaming leaves the old file', async () => {
    const rig = await openRig(directory);
    valueOf(await rig.profiles.create({ name: 'Safe', serviceId: 'custom' }));
    await writeFile(`${profilesPath()}.tmp`, '{"version":1,"selec');
    const again = await openRig(directory);
    expect(again.setAside).toBeNull();
    expect(again.profiles.view().profiles.map((profile) => profile.name)).toEqual(['Rehearsal', 'Safe']);
    valueOf(await again.profiles.create({ name: 'Next', serviceId: 'custom' }));
    expect([...(await filesIn(directory)).keys()]).toEqual(['profiles.json', 'profiles.previous.json']);
  });

  test('the file is flushed to the disk before it takes its name', async () => {
    const steps: string[] = [];
    const rig = await openRig(directory, {
      files: {
        open: async (path, flags, mode) => {
          const handle = await realFiles.open(path, flags, mode);
          const sync = handle.sync.bind(handle);
          handle.sync = async () => {
            steps.push('sync');
            await sync();
          };
          return handle;
        },
        rename: async (from, to) => {
          steps.push('rename');
          await realFiles.rename(from, to);
        },
      },
    });
    valueOf(await rig.profiles.create({ name: 'One', serviceId: 'custom' }));
    expect(steps.slice(0, 2)).toEqual(['sync', 'rename']);
  });

  test('two changes at once are both kept', async () => {
    const { profiles } = await openRig(directory);
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => profiles.create({ name, serviceId: 'custom' })));
    expect(await storedNames()).toEqual(['Rehearsal', 'a', 'b', 'c', 'd']);
  });
});

describe('a file that can’t be used', () => {
  test.each([
    ['cut off', '{"version":1,"sel'],
    ['empty', ''],
    ['another document', '{"hello":"world"}'],
    ['an array', '[1,2,3]'],
    ['of our version without profiles', '{"version":2,"selectedId":"x","profiles":[],"settings":{}}'],
    ['huge', 'x'.repeat(6_000_001)],
  ])('%s is set aside, named and never overwritten', async (_how, text) => {
    await writeFile(profilesPath(), text);
    const rig = await openRig(directory);
    const name = 'profiles.damaged-2026-11-22T12-00-00-000Z.json';
    expect(rig.setAside).toContain(name);
    expect(rig.profiles.selected()).toMatchObject({ name: 'Rehearsal', serviceId: 'rehearsal' });
    valueOf(await rig.profiles.create({ name: 'One', serviceId: 'custom' }));
    expect((await filesIn(directory)).get(name)).toBe(text);
  });

  test('the version before it is used when there is one', async () => {
    const first = await openRig(directory);
    valueOf(await first.profiles.create({ name: 'Kept', serviceId: 'custom' }));
    valueOf(await first.profiles.create({ name: 'Newest', serviceId: 'custom' }));
    await writeFile(profilesPath(), 'broken');
    const again = await openRig(directory);
    expect(again.setAside).toContain('We went back to the version before it.');
    expect(again.profiles.view().profiles.map((profile) => profile.name)).toEqual(['Rehearsal', 'Kept']);
  });
});

describe('setting aside', () => {
  test('a file of a newer Uplink is set aside with all it holds', async () => {
    const text = JSON.stringify({ version: 3, somethingNew: true });
    await writeFile(profilesPath(), text);
    const rig = await openRig(directory);
    expect(rig.setAside).toContain('newer Uplink');
    const kept = [...(await filesIn(directory))].find(([name]) => name.startsWith('profiles.newer-'));
    expect(kept?.[1]).toBe(text);
  });

  test('two bad files within one millisecond get two names', async () => {
    await writeFile(profilesPath(), 'one');
    await openRig(directory);
    await writeFile(profilesPath(), 'two');
    await openRig(directory);
    const names = [...(await filesIn(directory)).keys()].filter((name) => name.includes('damaged'));
    expect(names).toEqual([
      'profiles.damaged-2026-11-22T12-00-00-000Z-2.json',
      'profiles.damaged-2026-11-22T12-00-00-000Z.json',
    ]);
  });

  test('one that can’t even be moved is left alone, and changes are refused', async () => {
    await writeFile(profilesPath(), 'broken');
    let isLocked = true;
    const rename: Files['rename'] = (from, to) => (isLocked ? denied() : realFiles.rename(from, to));
    const rig = await openRig(directory, { files: { rename } });
    isLocked = false;
    expect(rig.setAside).toContain('EACCES');
    const reply = await rig.profiles.create({ name: 'One', serviceId: 'custom' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
    expect(await readFile(profilesPath(), 'utf8')).toBe('broken');
  });

  test('duplicate ids or a missing selection count as damage', async () => {
    const { profiles } = await openRig(directory);
    valueOf(await profiles.create({ name: 'One', serviceId: 'custom' }));
    const file = profileFileSchema.parse(JSON.parse(await readFile(profilesPath(), 'utf8')));
    await writeFile(profilesPath(), JSON.stringify({ ...file, profiles: [...file.profiles, ...file.profiles] }));
    expect((await openRig(directory)).setAside).toContain('damaged');
  });

  test('keys of profiles in a file that was set aside stay', async () => {
    const first = await openRig(directory);
    const made = valueOf(await first.profiles.create({ name: 'One', serviceId: 'custom' }));
    valueOf(await first.profiles.setKey(made.id, 'abcd-1234'));
    await writeFile(profilesPath(), 'broken');
    await writeFile(join(directory, 'profiles.previous.json'), 'broken too');
    const again = await openRig(directory);
    expect(again.keys.state(made.id)).toBe('stored');
  });
});

describe('older versions', () => {
  const migrations = {
    1: (document: unknown) => ({ was: document, version: 2 }),
    2: (document: unknown) => ({ was: document, version: 3 }),
  };

  test('a document goes through every migration in order', () => {
    const moved = migrate({ version: 1 }, { from: 1, to: 3, migrations });
    expect(moved).toEqual({ version: 3, was: { version: 2, was: { version: 1 } } });
    expect(migrate('same', { from: 3, to: 3, migrations })).toBe('same');
  });

  test('a gap in the migrations is an error', () => {
    expect(() => migrate({}, { from: 1, to: 4, migrations })).toThrow('version 3');
  });

  test('a version that never existed counts as damage', async () => {
    await writeFile(profilesPath(), JSON.stringify({ version: 0 }));
    expect((await openRig(directory)).setAside).toContain('damaged');
  });
});

test('a directory that does not exist yet is made for the user alone', async () => {
  const inner = join(directory, 'new', 'place');
  const { profiles } = await openRig(inner);
  valueOf(await profiles.create({ name: 'One', serviceId: 'custom' }));
  expect((await realFiles.stat(inner)).mode & 0o777).toBe(0o700);
});

test.skipIf(process.getuid?.() === 0)('a directory without permission refuses changes', async () => {
  await mkdir(join(directory, 'locked'));
  await chmod(join(directory, 'locked'), 0o500);
  const { profiles } = await openRig(join(directory, 'locked'));
  expect(await profiles.create({ name: 'One', serviceId: 'custom' })).toMatchObject({ ok: false });
});
