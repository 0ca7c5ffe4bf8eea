/** Looks for a secret in everything below a folder, in the spellings that leaks have. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of the files under `folder` that contain `secret`, plain, in UTF-16, in Base64 or percent-encoded. */
export async function filesWith(secret: string, folder: string): Promise<readonly string[]> {
  const spellings = [
    Buffer.from(secret),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/u, '')),
    Buffer.from(encodeURIComponent(secret)),
  ];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (spellings.some((spelling) => bytes.includes(spelling))) found.push(path);
  }
  return found;
}
