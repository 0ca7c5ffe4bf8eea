/** Blots the stream key out of words that a server sends back, so that no event or error can carry it. */
import type { StatusInfo } from '../message/command.ts';

/** What stands in place of the key. */
const redaction = '[key]';
/** Shorter keys would blot out ordinary words. */
const minSecretLength = 4;

/** `status` without the key or its part before the query. */
export function redactKey(status: StatusInfo, key: string): StatusInfo {
  const name = key.split('?', 1)[0] ?? '';
  const query = key.slice(name.length + 1);
  const secrets = [key, name, query].filter((secret) => secret.length >= minSecretLength);
  const clean = (text: string): string => secrets.reduce((left, secret) => left.replaceAll(secret, redaction), text);
  return { level: clean(status.level), code: clean(status.code), description: clean(status.description) };
}
