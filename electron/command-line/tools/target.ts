/** Where a tool connects to: the address of the URL, the key from a file or from the URL's last part, private authorities. */
import { readFile, stat } from 'node:fs/promises';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { cleanPasted, parseIngestUrl, splitPastedUrl, type IngestAddress } from '../../../shared/rtmp/url.ts';
import { Secret } from '../../../shared/wire/secret.ts';

/** Longest key or certificate file that is read, in bytes. */
const fileLimit = 64 * 1024;

const noKey = { option: 'URL', why: 'nothing stands behind the app, and there is no --key-file' } as const;

/** A server and what it is told. */
export type ToolTarget = {
  readonly address: IngestAddress;
  readonly key: Secret;
  readonly authorities: readonly string[];
};

export type TargetWish = {
  readonly url: string;
  readonly keyFile: string | null;
  readonly authority: string | null;
};

/** Reads the address and the key; `url-invalid`, `option-invalid`, `key-file-unreadable` or `file-unreadable`. */
export async function targetOf(wish: TargetWish): Promise<Reply<ToolTarget>> {
  const split = wish.keyFile === null ? splitPastedUrl(wish.url) : { serverUrl: wish.url, key: null };
  const address = parseIngestUrl(split.serverUrl);
  if (!address.ok) return address;
  const key = wish.keyFile === null ? ok(new Secret(split.key ?? '')) : await keyIn(wish.keyFile);
  if (!key.ok) return key;
  if (key.value.reveal() === '') return fail('option-invalid', noKey);
  const authorities = await authoritiesIn(wish.authority);
  if (!authorities.ok) return authorities;
  return ok({ address: address.value, key: key.value, authorities: authorities.value });
}

/** What must not be printed of a target: its key, and user and password of its address. */
export function secretsOf({ key, address }: Pick<ToolTarget, 'key' | 'address'>): readonly Secret[] {
  return address.credentials === undefined ? [key] : [key, address.credentials.user, address.credentials.password];
}

/** The address alone, for a command that sends no key: what stands behind the app is cut off. */
export function addressWithoutKey(
  url: string,
): Reply<{ readonly address: IngestAddress; readonly key: string | null }> {
  const { serverUrl, key } = splitPastedUrl(url);
  const address = parseIngestUrl(serverUrl);
  return address.ok ? ok({ address: address.value, key }) : address;
}

/** The key on the first line of `file`; `key-file-unreadable`. */
export async function keyIn(file: string): Promise<Reply<Secret>> {
  const text = await smallFile(file);
  if (text === null) return fail('key-file-unreadable', { file });
  const key = cleanPasted(text.split(/\r?\n/)[0] ?? '');
  return key === '' ? fail('key-file-unreadable', { file, why: 'its first line is empty' }) : ok(new Secret(key));
}

/** The certificate authorities of a PEM file; none for null. */
export async function authoritiesIn(file: string | null): Promise<Reply<readonly string[]>> {
  if (file === null) return ok([]);
  const text = await smallFile(file);
  if (text === null) return fail('file-unreadable', { file });
  return text.includes('-----BEGIN CERTIFICATE-----')
    ? ok([text])
    : fail('option-invalid', { option: '--ca', why: 'it holds no PEM certificate' });
}

async function smallFile(file: string): Promise<string | null> {
  const facts = await stat(file).catch(() => null);
  if (facts?.isFile() !== true || facts.size > fileLimit) return null;
  return readFile(file, 'utf8').catch(() => null);
}
