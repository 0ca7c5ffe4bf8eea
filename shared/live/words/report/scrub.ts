/** Takes out of a report's texts what others must not read: keys in any spelling, network addresses, folders. */
import { redacted, redactText } from '../redact.ts';

/** Four numbers, not part of a longer chain of numbers. */
const ipv4Pattern = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g;

/** With "::" somewhere, or all eight groups; a time of day has neither. */
const groups = '[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}';
const ipv6Pattern = new RegExp(
  String.raw`(?<![\w:.])\[?(?:(?:${groups})?::(?:${groups})?|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4})(?:%\w{1,15})?\]?(?!\w)`,
  'gi',
);

/** Folders before a name: from the root of a Unix file system, of a Windows drive or of a share. */
const unixFolders = /(?<![\w:/.•])\/(?:[^\s/"'<>][^/"'<>\n]{0,200}\/){1,40}/g;
const windowsFolders = /(?:(?<!\w)[a-z]:|(?<!\\)\\)\\(?:[^\\"'<>\n]{1,200}\\){0,40}/gi;

/** What a scrubbed text may still hold. */
export type ScrubOptions = {
  /** Every spelling of every key that was used; `spellingsOf` makes them. */
  readonly secrets: readonly string[];
  /** Destinations' hosts: an address that the user typed is no secret of the network. */
  readonly hosts: readonly string[];
};

/** `text` without keys, foreign addresses and folders. */
export function scrubText(text: string, { secrets, hosts }: ScrubOptions): string {
  const known = new Set(hosts.map((host) => host.toLowerCase()));
  const hide = (found: string): string => {
    const bare = found.replace(/^\[|\]$/g, '').toLowerCase();
    // A lone "::" is a word of programmers, not an address.
    return known.has(bare) || bare === '::' ? found : redacted;
  };
  return redactText(text, secrets)
    .replace(windowsFolders, '')
    .replace(unixFolders, '')
    .replace(ipv4Pattern, hide)
    .replace(ipv6Pattern, hide);
}
