/** What goes wrong with files, in a few words that fit into a sentence. */

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'that is not allowed'],
  ['EPERM', 'that is not allowed'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['EEXIST', 'it is there already'],
  ['ENOSPC', 'the disk is full'],
]);

/** What went wrong with a file, in a few words. */
export function reasonOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  return reasons.get(code) ?? (code === '' ? 'it can’t be read' : code);
}
