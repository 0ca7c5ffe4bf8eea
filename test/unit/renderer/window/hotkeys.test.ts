/** The keyboard map: which keys mean what, that typing stays typing, and that no two commands share keys. */
import { describe, expect, test } from 'vitest';
import { canBeGlobal, chordOf, isReserved } from '../../../../renderer/app/keys/chords.ts';
import { commandList } from '../../../../renderer/app/keys/command-list.ts';
import { commandName, keysText } from '../../../../renderer/app/keys/command-words.ts';
import { assigned, commandFor, keysOf, ownerOf, restored } from '../../../../renderer/app/keys/keymap.ts';
import { showLanguage } from '../../../../renderer/words/words.ts';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe('chordOf', () => {
  test('writes modifiers in one order', () => {
    expect(chordOf({ ...plain, key: 'e', shiftKey: true, ctrlKey: true, altKey: true })).toBe('Ctrl+Alt+Shift+E');
    expect(chordOf({ ...plain, key: 'Enter', metaKey: true })).toBe('Ctrl+Enter');
    expect(chordOf({ ...plain, key: ' ' })).toBe('Space');
  });

  test('is nothing while only modifiers are down', () => {
    expect(chordOf({ ...plain, key: 'Control', ctrlKey: true })).toBeNull();
    expect(chordOf({ ...plain, key: 'Dead' })).toBeNull();
  });

  test('takes signs with or without Shift, and with AltGr', () => {
    expect(chordOf({ ...plain, key: '?', shiftKey: true })).toBe('?');
    const altGraph = { ...plain, ctrlKey: true, altKey: true, getModifierState: () => true };
    expect(chordOf({ ...altGraph, key: '[' })).toBe('[');
  });

  test('keeps away from the keys that lead through controls', () => {
    expect(['Enter', 'Escape', 'Tab', 'Shift+Tab', 'Space', 'ArrowUp', 'Ctrl+C'].every(isReserved)).toBe(true);
    expect(['Ctrl+Enter', 'F6', 'M', 'Ctrl+Shift+C'].some(isReserved)).toBe(false);
    expect(['M', 'Shift+M', '?'].some(canBeGlobal)).toBe(false);
    expect(['Ctrl+M', 'F8', 'Alt+1'].every(canBeGlobal)).toBe(true);
  });
});

describe('commandFor', () => {
  test('tells the sheet from the rehearsal by Shift', () => {
    expect(commandFor({ ...plain, key: 'Enter', ctrlKey: true }, 'elsewhere')).toBe('golive.open');
    expect(commandFor({ ...plain, key: 'Enter', ctrlKey: true, shiftKey: true }, 'elsewhere')).toBe('rehearse.toggle');
    expect(commandFor({ ...plain, key: 'Enter' }, 'elsewhere')).toBeNull();
  });

  test('records with Ctrl+R and marks with F8, also while a text field has the focus', () => {
    expect(commandFor({ ...plain, key: 'r', ctrlKey: true }, 'text')).toBe('record.toggle');
    expect(commandFor({ ...plain, key: 'R', metaKey: true }, 'elsewhere')).toBe('record.toggle');
    expect(commandFor({ ...plain, key: 'F8' }, 'text')).toBe('mark.add');
    expect(commandFor({ ...plain, key: 'r' }, 'elsewhere')).toBeNull();
  });

  test('never takes a character from a text field', () => {
    expect(commandFor({ ...plain, key: 'm' }, 'elsewhere')).toBe('audio.mute');
    expect(commandFor({ ...plain, key: 'm' }, 'text')).toBeNull();
    expect(commandFor({ ...plain, key: 'M', shiftKey: true }, 'elsewhere')).toBe('audio.panic');
    expect(commandFor({ ...plain, key: 'M', shiftKey: true }, 'text')).toBeNull();
    expect(commandFor({ ...plain, key: '?', shiftKey: true }, 'text')).toBeNull();
    expect(commandFor({ ...plain, key: '3' }, 'text')).toBeNull();
    expect(commandFor({ ...plain, key: 'F6' }, 'text')).toBe('region.next');
  });

  test('follows what the user changed', () => {
    const changes = { 'audio.mute': 'Ctrl+M' };
    expect(commandFor({ ...plain, key: 'm' }, 'elsewhere', changes)).toBeNull();
    expect(commandFor({ ...plain, key: 'm', ctrlKey: true }, 'text', changes)).toBe('audio.mute');
  });
});

describe('changes', () => {
  test('take keys from whoever had them', () => {
    const changes = assigned({}, 'audio.mute', 'F8');
    expect(changes).toEqual({ 'audio.mute': 'F8', 'mark.add': '' });
    expect(ownerOf('F8', changes)).toBe('audio.mute');
    expect(ownerOf('M', changes)).toBeNull();
  });

  test('are none when the first keys are back', () => {
    const changed = assigned({}, 'audio.mute', 'F8');
    const back = restored(restored(changed, 'audio.mute'), 'mark.add');
    expect(back).toEqual({});
    expect(restored(changed, 'mark.add')).toEqual({ 'audio.mute': '' });
  });

  test('may leave a command without keys', () => {
    expect(keysOf('scene.safe', assigned({}, 'scene.safe', ''))).toBe('');
  });
});

test('no two commands have the same keys, and none has reserved ones', () => {
  const keys = commandList.map((command): string => command.keys).filter((chord) => chord !== '');
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter(isReserved)).toEqual([]);
});

test.each(['en', 'de'] as const)('every command has a name of its own in %s', async (language) => {
  await showLanguage(language, { lang: '', dir: '' });
  const names = commandList.map(({ id }) => commandName(id));
  expect(names.filter((name) => name.includes('app.commands'))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(keysText('Ctrl+Shift+E')).toBe(language === 'de' ? 'Strg+Umschalt+E' : 'Ctrl+Shift+E');
  await showLanguage('en', { lang: '', dir: '' });
});
