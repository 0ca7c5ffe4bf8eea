/** Which file of the built page an app:// address means; nothing outside its folder, whatever the address says. */
import { join, normalize, sep } from 'node:path';

/** The scheme and host of our page. */
export const appScheme = 'app';
export const appHost = 'uplink';

/** The file below `root` that `url` names; null for anything outside it and for what is no address. */
export function resolveAppFile(url: string, root: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== `${appScheme}:` || host !== appHost) return null;
  const name = decoded(pathname === '' || pathname === '/' ? '/index.html' : pathname);
  if (name === null || name.includes('\0')) return null;
  const path = normalize(join(root, name));
  return path.startsWith(root + sep) && !path.endsWith(sep) ? path : null;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    // A malformed escape names nothing.
    return null;
  }
}
