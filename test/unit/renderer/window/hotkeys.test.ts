/** The keyboard map: which keys mean what, and that typing stays typing. */
import { describe, expect, test } from 'vitest';
import { commandFor, shortcuts } from '../../../../renderer/app/keys/hotkeys.ts';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe('commandFor', () => {
  test('tells the sheet from the rehearsal by Shift', () => {
    expect(commandFor({ ...plain, key: 'Enter', ctrlKey: true }, 'elsewhere')).toBe('sheet');
    expect(commandFor({ ...plain, key: 'Enter', ctrlKey: true, shiftKey: true }, 'elsewhere')).toBe('rehearse');
    expect(commandFor({ ...plain, key: 'Enter' }, 'elsewhere')).toBeNull();
  });

  test('takes the command key for the control key', () => {
    expect(commandFor({ ...plain, key: 'Enter', metaKey: true }, 'elsewhere')).toBe('sheet');
  });

  test('records with Ctrl+R and marks with F8, also while a text field has the focus', () => {
    expect(commandFor({ ...plain, key: 'r', ctrlKey: true }, 'text')).toBe('record');
    expect(commandFor({ ...plain, key: 'R', metaKey: true }, 'elsewhere')).toBe('record');
    expect(commandFor({ ...plain, key: 'F8' }, 'text')).toBe('mark');
    expect(commandFor({ ...plain, key: 'r' }, 'elsewhere')).toBeNull();
    expect(commandFor({ ...plain, key: 'r', ctrlKey: true, shiftKey: true }, 'elsewhere')).toBeNull();
  });

  test('never takes a single character from a text field', () => {
    expect(commandFor({ ...plain, key: 'm' }, 'elsewhere')).toBe('mute');
    expect(commandFor({ ...plain, key: 'm' }, 'text')).toBeNull();
    expect(commandFor({ ...plain, key: '?', shiftKey: true }, 'text')).toBeNull();
    expect(commandFor({ ...plain, key: 'Enter', ctrlKey: true }, 'text')).toBe('sheet');
    expect(commandFor({ ...plain, key: 'F6' }, 'text')).toBe('next-region');
  });

  test('takes the question mark with or without Shift', () => {
    expect(commandFor({ ...plain, key: '?', shiftKey: true }, 'elsewhere')).toBe('shortcuts');
    expect(commandFor({ ...plain, key: '?' }, 'elsewhere')).toBe('shortcuts');
  });

  test('gives no two shortcuts the same keys', () => {
    const keys = shortcuts.map(({ key, modifiers }) => `${modifiers} ${key}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
