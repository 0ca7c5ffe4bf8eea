/** Blots the stream key out of words that a server sends back, so that no event or error can carry it. */
import { maxStatusText } from '../message/command.ts';
import type { StatusInfo } from '../message/command.ts';
import type { MoveRequest } from './publish-dialogue.ts';

/** What stands in place of the key. */
const redaction = '[key]';
/** Shorter keys would blot out ordinary words. */
const minSecretLength = 4;

/** `status` without the key or its part before the query, also where the end of a text was cut off within it. */
export function redactKey(status: StatusInfo, key: string): StatusInfo {
  const name = key.split('?', 1)[0] ?? '';
  const query = key.slice(name.length + 1);
  const secrets = [key, name, query].filter((secret) => secret.length >= minSecretLength);
  const clean = (text: string): string =>
    secrets.reduce((left, secret) => left.replaceAll(secret, redaction), withoutCutSecret(text, secrets));
  return { level: clean(status.level), code: clean(status.code), description: clean(status.description) };
}

/** A request to move without the key: where to is a server's address, of which the key is no part. */
export function redactMove({ target, description }: MoveRequest, key: string): MoveRequest {
  const clean = redactKey({ level: '', code: target ?? '', description }, key);
  return { target: target === null ? null : clean.code, description: clean.description };
}

/** Texts are cut at a length: one that is so long may end in the beginning of a secret. */
function withoutCutSecret(text: string, secrets: readonly string[]): string {
  if (text.length < maxStatusText) return text;
  const kept = text.endsWith('…') ? text.slice(0, -1) : text;
  const lengths = secrets.map((secret) => lengthOfBeginning(kept, secret));
  const longest = Math.max(0, ...lengths);
  return longest === 0 ? text : `${kept.slice(0, -longest)}${redaction}…`;
}

/** How much of the beginning of `secret` stands at the end of `text`; 0 when it is too little to tell anything. */
function lengthOfBeginning(text: string, secret: string): number {
  for (let length = secret.length; length >= minSecretLength; length--) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}
