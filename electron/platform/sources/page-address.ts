/** Which addresses a web page that is a source may have, and where it may lead to. */
import { localPathOf } from './local-file.ts';

/** An address that may be a source's own: the web, or a file on this computer. */
export function isPageAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'file:' ? localPathOf(url) !== null : ['http:', 'https:'].includes(protocol);
}

/** Where a page may lead to by itself. */
export function mayNavigate(url: string, own: string): boolean {
  return url === own || (URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol));
}
