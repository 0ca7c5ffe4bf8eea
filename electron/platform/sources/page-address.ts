/** Which addresses a web page that is a source may have, and where it may lead to. */

/** An address that may be a source's own: the web, or a file of the user's. */
export function isPageAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:', 'file:'].includes(new URL(url).protocol);
}

/** Where a page may lead to by itself. */
export function mayNavigate(url: string, own: string): boolean {
  return url === own || (URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol));
}
