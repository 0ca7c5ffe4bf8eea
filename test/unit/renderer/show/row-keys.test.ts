/** Keys of rows: each means the row only where the row's own control has them. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KeyboardEvent } from 'react';
import { rowAct, rowKeys } from '../../../../renderer/panels/show/parts/sortable-list.tsx';

const press = (key: string, altKey = false) => ({ key, altKey });

test('Delete removes a row only from its own control', () => {
  expect(rowAct(press('Delete'), 'row')).toBe('remove');
  expect(rowAct(press('Delete'), 'button')).toBeNull();
  expect(rowAct(press('Delete'), 'elsewhere')).toBeNull();
});

test('a row is moved and renamed from its buttons too, but not from its fields and menus', () => {
  expect(['row', 'button', 'elsewhere'].map((place) => rowAct(press('ArrowUp', true), placed(place)))).toEqual([
    'up',
    'up',
    null,
  ]);
  expect(rowAct(press('F2'), 'button')).toBe('rename');
  expect(rowAct(press('ArrowDown', true), 'elsewhere')).toBeNull();
  expect(rowAct(press('ArrowDown'), 'row')).toBeNull();
});

const placed = (place: string) => (place === 'row' || place === 'button' ? place : 'elsewhere');

describe('a key press in the page', () => {
  /** As much of an element as the listener looks at. */
  class Part {
    readonly #names: readonly string[];
    readonly #inside: readonly Part[];

    constructor(names: readonly string[], inside: readonly Part[] = []) {
      this.#names = names;
      this.#inside = inside;
    }

    closest(selectors: string): Part | null {
      return selectors.split(', ').some((selector) => this.#names.includes(selector)) ? this : null;
    }

    contains(part: unknown): boolean {
      return this.#inside.some((each) => each === part);
    }
  }

  const name = new Part(['button', '[data-row]']);
  const eye = new Part(['button']);
  const choice = new Part(['select']);
  const menu = new Part(['div']);
  const row = new Part(['li'], [name, eye, choice]);

  const ignore = () => undefined;
  let removed = 0;
  const pressOn = (target: Part) => {
    const event = { ...press('Delete'), target, currentTarget: row, preventDefault: ignore, stopPropagation: ignore };
    const keys = rowKeys({ move: ignore, rename: ignore, remove: () => (removed += 1) });
    // As much of an event as the listener looks at.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    keys(event as unknown as KeyboardEvent);
  };

  beforeEach(() => {
    removed = 0;
    vi.stubGlobal('Element', Part);
  });
  afterEach(() => void vi.unstubAllGlobals());

  test('removes from the name alone, not from the eye, a choice or an open menu', () => {
    for (const part of [eye, choice, menu]) pressOn(part);
    expect(removed).toBe(0);
    pressOn(name);
    expect(removed).toBe(1);
  });
});
