/**
 * Writes docs/conformance.md: every row of the checklist with the tests that name it and the peers they ran against.
 * Run it with `npm run conformance`; `--check` only says what is missing or out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { filesBelow } from '../guards/source-files.mjs';
import { NOT_YET, PEERS, SECTIONS } from './conformance-rows.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const DOCUMENT = 'docs/conformance.md';
const ID = '[CPS]\\d+(?:[–-][CPS]?\\d+)?';
/** A title right behind the bracket of describe, it, test or their `each`. */
const TITLE = new RegExp(`\\(\\s*(['"\`])(${ID}(?:, ${ID})*): ((?:(?!\\1)[^\\\\\\n]|\\\\.)*)\\1`, 'g');
const IMPORT = /from '(?:\.\.\/)+support\/([\w./-]+)'/g;

function distinct(names) {
  return [...new Set(names)].toSorted((a, b) => a.localeCompare(b));
}

/** The ids in "C1, C11–C13": C1, C11, C12, C13. */
export function expandIds(text) {
  return text.split(', ').flatMap((part) => {
    const [, letter, first, last] = /^([CPS])(\d+)(?:[–-][CPS]?(\d+))?$/.exec(part) ?? [];
    const count = Number(last ?? first) - Number(first) + 1;
    return Array.from({ length: count }, (_, index) => `${letter}${Number(first) + index}`);
  });
}

/** Titles with row ids in the text of one test file, as { ids, name }. */
export function titlesIn(text) {
  return [...text.matchAll(TITLE)].map(([, , ids, name]) => ({ ids: expandIds(ids), name: name.replaceAll('\\', '') }));
}

/** All tests that name rows, as { file, ids, name, peers }. */
export function testsBelow(root) {
  return filesBelow(root, 'test', /\.test\.tsx?$/)
    .filter((file) => !file.startsWith('test/guards/'))
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const named = [...text.matchAll(IMPORT)].map(([, module]) => PEERS[module]);
      const peers = distinct(named.filter((peer) => peer !== undefined));
      return titlesIn(text).map(({ ids, name }) => ({ file, peers, ids, name }));
    });
}

const ALL_ROWS = SECTIONS.flatMap(({ rows }) => rows.map(([id]) => id));

/** Rows that lack a test, rows said not to be kept that have one, and ids in titles that are no rows. */
export function complaints(tests) {
  const named = new Set(tests.flatMap(({ ids }) => ids));
  const missing = ALL_ROWS.filter((id) => !named.has(id) && !(id in NOT_YET)).map((id) => `no test names ${id}`);
  const kept = Object.keys(NOT_YET).filter((id) => named.has(id));
  const strange = [...named].filter((id) => !ALL_ROWS.includes(id)).map((id) => `a test names ${id}, which is no row`);
  return [...missing, ...kept.map((id) => `${id} has a test and is still listed as not kept`), ...strange];
}

function rowText([id, weight, what], tests) {
  const proofs = tests.filter(({ ids }) => ids.includes(id));
  const peers = distinct(proofs.flatMap((test) => test.peers));
  const byFile = Map.groupBy(proofs, ({ file }) => file);
  const lines = [...byFile].map(([file, list]) => `- \`${file}\`: ${list.map(({ name }) => escape(name)).join('; ')}`);
  const against = peers.length === 0 ? '' : `\n\nPeers: ${peers.join(', ')}.`;
  const absence = id in NOT_YET ? `Not yet: ${NOT_YET[id]}.` : 'MISSING';
  const proof = lines.length === 0 ? absence : lines.join('\n');
  return `**${id}** (${weight}): ${what.replaceAll('|', '\\|')}.\n\n${proof}${against}\n`;
}

/** Titles are prose; what Markdown would take for itself is escaped. */
function escape(name) {
  return name.replace(/[\\`*_<>[\]|]/g, '\\$&');
}

function summary(tests) {
  const named = new Set(tests.flatMap(({ ids }) => ids));
  const rows = SECTIONS.map(({ title, rows: list }) => {
    const covered = list.filter(([id]) => named.has(id)).length;
    return `| ${title} | ${list[0][0]}–${list.at(-1)[0]} | ${covered} of ${list.length} |`;
  });
  return ['| Section | Rows | Proved |', '|---|---|---|', ...rows].join('\n');
}

function peerSummary(tests) {
  const rows = distinct(Object.values(PEERS)).map((peer) => {
    const files = distinct(tests.filter(({ peers }) => peers.includes(peer)).map(({ file }) => file));
    const ids = new Set(tests.filter(({ peers }) => peers.includes(peer)).flatMap((test) => test.ids));
    const names = files.map((file) => `\`${path.basename(file)}\``).join(', ');
    return `| ${peer} | ${names} | ${ALL_ROWS.filter((id) => ids.has(id)).join(' ')} |`;
  });
  return ['| Peer | Test files | Rows |', '|---|---|---|', ...rows].join('\n');
}

/** The whole document, formatted as the project formats Markdown. */
export async function documentOf(tests) {
  const parts = SECTIONS.map(
    ({ title, rows }) => `## ${title}\n\n${rows.map((row) => rowText(row, tests)).join('\n')}`,
  );
  const text = [
    '# Conformance',
    'Written by `npm run conformance` out of the titles of the tests: do not edit it. A test names the rows it proves at the start of its title; a guard fails when a row has neither a test nor a word why not, and when this page is not up to date.',
    summary(tests),
    '## Peers',
    'Real servers and clients that `npm test` installs and runs. `tshark` judges bytes on the wire.',
    peerSummary(tests),
    ...parts,
  ].join('\n\n');
  const file = path.join(ROOT, DOCUMENT);
  const options = (await prettier.resolveConfig(file)) ?? {};
  return prettier.format(text, { ...options, filepath: file });
}

/** What stands in docs/ now. */
export function documentNow(root) {
  return readFileSync(path.join(root, DOCUMENT), 'utf8');
}

async function main() {
  const tests = testsBelow(ROOT);
  const problems = complaints(tests);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const text = await documentOf(tests);
  if (!process.argv.includes('--check')) {
    writeFileSync(path.join(ROOT, DOCUMENT), text);
    return;
  }
  const isCurrent = text === documentNow(ROOT);
  if (!isCurrent) process.stderr.write(`${DOCUMENT} is not up to date: npm run conformance\n`);
  if (!isCurrent || problems.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
