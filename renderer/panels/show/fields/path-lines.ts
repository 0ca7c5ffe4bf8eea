/** A list of files as lines: named, told apart, and put into another order. */

/** One line; the key is the file's own, and stays with it when it moves. */
export type PathLine = { readonly key: string; readonly path: string; readonly name: string };

/** A file that is there twice has two lines. */
export function pathLines(paths: readonly string[]): readonly PathLine[] {
  const times = new Map<string, number>();
  return paths.map((path) => {
    const time = (times.get(path) ?? 0) + 1;
    times.set(path, time);
    return { key: `${time} ${path}`, path, name: nameOf(path) };
  });
}

/** The paths with one of them elsewhere; places outside the list are its ends. */
export function movedPath(paths: readonly string[], from: number, to: number): readonly string[] {
  const path = paths[from];
  if (path === undefined) return paths;
  const others = paths.filter((_path, index) => index !== from);
  return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, path);
}

/** What follows the last slash of either kind. */
export function nameOf(path: string): string {
  return path.split(/[/\\]/u).at(-1) ?? path;
}
