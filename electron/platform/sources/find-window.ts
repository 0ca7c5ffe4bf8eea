/** Finds a window again whose id may have changed, and tells desktops that ask the user themselves. */

/** True where each capture is answered by a question of the desktop's own, and ids mean nothing. */
export function hasSystemPicker(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  const isWayland = environment['XDG_SESSION_TYPE'] === 'wayland' || (environment['WAYLAND_DISPLAY'] ?? '') !== '';
  return platform === 'linux' && isWayland;
}

/** A window keeps its name longer than its id; two of one name are no answer. */
export function windowOf<Listed extends { readonly id: string; readonly name: string }>(
  found: readonly Listed[],
  wanted: { readonly id: string; readonly label: string },
): Listed | null {
  const same = found.find(({ id, name }) => id === wanted.id && (wanted.label === '' || name === wanted.label));
  const byName = found.filter(({ name }) => name === wanted.label && name !== '');
  const [only] = byName;
  // An id that now has another name may be another window, or the same one at another page.
  return (
    same ?? (byName.length === 1 && only !== undefined ? only : (found.find(({ id }) => id === wanted.id) ?? null))
  );
}
