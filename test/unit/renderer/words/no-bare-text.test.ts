/** No text of the window stands outside the catalogue: the sources of every component are read and judged. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

const renderer = path.resolve(import.meta.dirname, '../../../../renderer');

/** Attributes that people read or hear. */
const told = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'alt',
  'complaint',
  'description',
  'hint',
  'label',
  'placeholder',
  'title',
]);

/** Names and signs that no language changes; keys have names of their own in each, and the user may have others. */
const same = /^(?:Uplink|\{\w+\}|MP4|Matroska \(MKV\)|rtmps?:\/\/.*)$/u;

type Node = { readonly type: string; readonly [name: string]: unknown };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function partsOf(node: Node): Node[] {
  return Object.values(node).flatMap((value): Node[] =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

const isText = (text: string) => /\p{L}{2}/u.test(text) && !same.test(text.trim());

/** Texts that an expression can become without asking anybody. */
function textsIn(node: Node): string[] {
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return partsOf(node).flatMap((part) =>
        part.type === 'TemplateElement' ? [templateText(part)] : part.type === 'Identifier' ? [] : textsIn(part),
      );
    case 'ConditionalExpression':
      return ['consequent', 'alternate'].flatMap((name) => textsOf(node[name]));
    case 'LogicalExpression':
    case 'BinaryExpression':
      return /^(?:\|\||&&|\?\?|\+)$/u.test(String(node['operator']))
        ? ['left', 'right'].flatMap((name) => textsOf(node[name]))
        : [];
    case 'JSXExpressionContainer':
      return textsOf(node['expression']);
    default:
      return [];
  }
}

const textsOf = (value: unknown) => (isNode(value) ? textsIn(value) : []);

function templateText(node: Node): string {
  const { value } = node;
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
}

function nameOf(node: unknown): string {
  const name = isNode(node) ? (node['name'] ?? node['value']) : '';
  return typeof name === 'string' ? name : '';
}

/** Bare texts of one file. */
function bareTexts(source: string, name: string): string[] {
  const found: string[] = [];
  const visit = (node: Node) => {
    if (node.type === 'JSXText') found.push(String(node['value']).trim());
    if (node.type === 'JSXAttribute' && told.has(nameOf(node['name']))) found.push(...textsOf(node['value']));
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
      for (const child of partsOf(node)) if (child.type === 'JSXExpressionContainer') found.push(...textsIn(child));
    }
    // What is told in a notice.
    if (node.type === 'Property' && ['text', 'next'].includes(nameOf(node['key'])))
      found.push(...textsOf(node['value']));
    for (const part of partsOf(node)) visit(part);
  };
  const { program, errors } = parseSync(name, source);
  if (errors.length > 0) throw new Error(`${name} does not parse`);
  for (const part of program.body) if (isNode(part)) visit(part);
  return found.filter(isText);
}

const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/u.test(name) && !/^(?:media|words)\//u.test(name),
);

test('the guard finds bare text in every place where people read it', () => {
  const planted = `
    const shown = <p title="A title">Some text {isOn ? 'switched on' : \`and \${count} more\`}</p>;
    const heard = <button aria-label={'Close it' + name} />;
    tell({ tone: 'good', text: 'It is done.', next: '' });
    const keys = <button title="Ctrl+R">{t('a.key')} <kbd>Del</kbd></button>;
    const fine = <p className="row" title={t('a.key')}>{t('b.key')} · {'–'} <kbd>{keysText('Ctrl+K')}</kbd></p>;
  `;
  expect(bareTexts(planted, 'planted.tsx')).toEqual([
    'switched on',
    'and ',
    ' more',
    'A title',
    'Some text',
    'Close it',
    'It is done.',
    'Ctrl+R',
    'Del',
  ]);
});

test.each(files)('%s holds no text of its own', (name) => {
  expect(bareTexts(readFileSync(path.join(renderer, name), 'utf8'), name)).toEqual([]);
});
