/** Everything that main and the shared core say to people has German words: the sources are read and judged. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { serviceTable } from '../../../../shared/live/services/service-table.ts';
import { germanCatalogue } from '../../../../shared/wire/german/catalogue.ts';
import phrases from '../../../../shared/wire/german/phrases.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../../../..');
const german = new Map(Object.entries(phrases));

type Node = { readonly type: string; readonly [name: string]: unknown };

/** A text in a source; places stand for the values of a template. */
type Text = { readonly text: string; readonly isSaid: boolean; readonly isReason: boolean };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function partsOf(node: Node): Node[] {
  return Object.values(node).flatMap((value): Node[] =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function nodesIn(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function templateText(quasi: Node): string {
  const pieces = nodesIn(quasi['quasis']).map(({ value }) =>
    typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '',
  );
  return pieces.reduce((text, piece, index) => `${text}{${index - 1}}${piece}`);
}

function bareText(node: Node): string | null {
  if (node.type === 'TemplateLiteral') return templateText(node);
  return node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null;
}

const unread = new Set(['ImportDeclaration', 'TSLiteralType', 'ThrowStatement']);

const isNamed = (value: unknown, name: string) => isNode(value) && value['name'] === name;

/** Every text of a source, but those that programmers read: imports, types, exceptions, markup, the log. */
function textsIn(source: string, name: string): Text[] {
  const found: Text[] = [];
  const visit = (node: Node, isReason: boolean): void => {
    const { type, quasi } = node;
    if (unread.has(type)) return;
    if (type === 'TaggedTemplateExpression' && isNode(quasi)) {
      if (isNamed(node['tag'], 'say')) found.push({ text: templateText(quasi), isSaid: true, isReason });
      for (const part of nodesIn(quasi['expressions'])) visit(part, false);
      return;
    }
    const text = bareText(node);
    if (text !== null) found.push({ text, isSaid: false, isReason });
    const isWhy = type === 'Property' && isNamed(node['key'], 'why');
    for (const part of partsOf(node)) visit(part, isWhy || (isReason && type !== 'CallExpression'));
  };
  visit({ type: 'Program', body: parseSync(name, source).program.body }, false);
  return found;
}

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') || name.endsWith('.tsx'))
    .map((name) => path.join(folder, name));
}

const textsOf = (file: string) => textsIn(readFileSync(path.join(root, file), 'utf8'), file);

const placesOf = (text: string) => [...text.matchAll(/\{\d+\}/gu)].map(([place]) => place).toSorted();

/** Signs that no language changes. */
const units = /(?<=\} )(?:Mb\/s|kb\/s|kB|MB|GB|fps|ms|min|UTC)(?!\p{L})/gu;

/** At least two words, with or without values between them. */
const isSentence = (whole: string) => {
  const text = whole.replaceAll(units, '');
  return /\p{L}{2,}[,.:;]?\s.*\p{L}{2}|\p{L}{2,}\s\{|\}[^{}]*\s\p{L}{2}/u.test(text);
};

/** Where whole sentences are made that people read in the window. */
const tellers = [
  ...filesIn('shared/live/words/report'),
  'shared/live/words/verdict-sentences.ts',
  'shared/live/record/sentences.ts',
  'shared/live/delivery/rate-plan.ts',
  'shared/live/delivery/renditions.ts',
  'shared/live/services/presets.ts',
  'shared/live/ingest/checker.ts',
  'shared/studio/document/default-show.ts',
  ...filesIn('shared/studio/import'),
  ...filesIn('electron/session').filter((name) => !name.includes('secrets')),
  ...filesIn('electron/store'),
  ...filesIn('electron/studio/import'),
];

/** What those files hold for machines: names of files, styles, JSON. */
const forMachines = /^(?:uplink-report |default-src |\n?:root|\{0\}[.:]|\{0\}\\n|\{0\} \u2192 |\{0\}, \{1\}$)/u;

const everywhere = [...filesIn('shared'), ...filesIn('electron'), ...filesIn('renderer')];
const all = new Map(everywhere.map((file) => [file, textsOf(file)]));
const saidKeys = new Set([...all.values()].flat().flatMap(({ text, isSaid }) => (isSaid ? [text] : [])));

test('the guard finds what is said, what is not, and reasons', () => {
  const planted =
    "const a = say`${b} is gone.`; fail('x', { why: 'no room left' }); c(`${d} went away`); throw new E('not this');";
  expect(textsIn(planted, 'planted.ts')).toEqual([
    { text: '{0} is gone.', isSaid: true, isReason: false },
    { text: 'x', isSaid: false, isReason: false },
    { text: 'no room left', isSaid: false, isReason: true },
    { text: '{0} went away', isSaid: false, isReason: false },
  ]);
  expect(['{0} went away', 'not this'].map(isSentence)).toEqual([true, true]);
  expect(['{0}, {1}', 'picture', '{0}: {1} kb/s'].map(isSentence)).toEqual([false, false, false]);
});

test('every sentence that is said has German words', () => {
  expect([...saidKeys].filter((key) => !german.has(key))).toEqual([]);
  expect(saidKeys.size).toBeGreaterThan(300);
});

test('both have the same places', () => {
  expect([...german].filter(([key, text]) => placesOf(key).join(' ') !== placesOf(text).join(' '))).toEqual([]);
});

test('no German words are left of what is no longer said', () => {
  const written = new Set([...all.values()].flat().map(({ text }) => text));
  expect([...german.keys()].filter((key) => !written.has(key))).toEqual([]);
});

describe('who tells people something', () => {
  test.each(tellers)('%s says it in their language', (file) => {
    const bare = textsOf(file).filter(
      ({ text, isSaid }) => !isSaid && isSentence(text) && !german.has(text) && !forMachines.test(text),
    );
    expect(bare.map(({ text }) => text)).toEqual([]);
  });
});

test('the reasons that failures give have German words', () => {
  const folders =
    /^electron\/(?:session|studio|store|record|platform)\/|^shared\/studio\/|^renderer\/media\/compose\/sources\//u;
  const reasons = everywhere
    .filter((file) => folders.test(file))
    .flatMap((file) => (all.get(file) ?? []).filter(({ text, isReason }) => isReason && isSentence(text)));
  expect(reasons.map(({ text }) => text).filter((text) => !german.has(text))).toEqual([]);
});

test('what the services ask for has German words', () => {
  const told = Object.values(serviceTable).flatMap(({ notes, keyHelp, servers }) => [
    ...notes,
    ...(keyHelp === '' ? [] : [keyHelp]),
    ...servers.map(({ name }) => name).filter(isSentence),
  ]);
  expect(told.filter((text) => !german.has(text))).toEqual([]);
});

test('figures have their comma, and addresses keep their points', () => {
  const { figure } = germanCatalogue;
  expect(['4.2', '-0.5', '29', '192.0.2.10', 'v1.2', 'a.b'].map(figure)).toEqual([
    '4,2',
    '-0,5',
    '29',
    '192.0.2.10',
    'v1.2',
    'a.b',
  ]);
});
