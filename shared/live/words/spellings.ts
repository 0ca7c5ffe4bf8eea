/** The spellings in which a secret can turn up in a log: as is, percent-encoded as far as needed or all of it, JSON-escaped, base64, hex. */
import { encodeUtf8 } from '../../wire/utf8.ts';

/** Shorter spellings are not searched for: they would blank ordinary words. */
export const minSecretLength = 4;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Every spelling of `secret`, of the part before its query, and of its query values; for `redactText`. */
export function spellingsOf(secret: string): readonly string[] {
  const plain = secret.trim();
  const parts = plain
    .split(/[?&]/)
    .flatMap((part, index) => (index === 0 ? [part] : [part.slice(part.indexOf('=') + 1)]));
  const found = new Set<string>();
  for (const form of [secret, plain, percentDecoded(plain), ...parts]) {
    if (form.length < minSecretLength) continue;
    for (const spelling of [form, percentEncoded(form), jsonEscaped(form), ...base64Cores(form), ...hexForms(form)])
      found.add(spelling);
  }
  return [...found].filter((spelling) => spelling.length >= minSecretLength);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded: the text itself is the only form.
    return text;
  }
}

function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // A lone surrogate has no encoding.
    return text;
  }
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As digests, byte dumps and overcautious encoders print bytes: run together, with a space or a percent sign before. */
function hexForms(text: string): readonly string[] {
  const pairs = Array.from(encodeUtf8(text), (byte) => byte.toString(16).padStart(2, '0'));
  const forms = [pairs.join(''), pairs.join(' '), pairs.map((pair) => `%${pair}`).join('')];
  return [...forms, ...forms.map((form) => form.toUpperCase())];
}

/** The characters that base64 gives `text` wherever it stands in a longer text: three alignments, two alphabets. */
function base64Cores(text: string): readonly string[] {
  const bytes = encodeUtf8(text);
  return [0, 1, 2].flatMap((lead) => {
    const core = base64Core(bytes, lead);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Only the characters whose six bits all belong to `bytes` when `lead` bytes stand before them. */
function base64Core(bytes: Uint8Array, lead: number): string {
  const firstBit = lead * 8;
  const lastBit = firstBit + bytes.length * 8;
  let core = '';
  for (let bit = Math.ceil(firstBit / 6) * 6; bit + 6 <= lastBit; bit += 6) {
    const at = bit - firstBit;
    const pair = ((bytes[at >> 3] ?? 0) << 8) | (bytes[(at >> 3) + 1] ?? 0);
    core += alphabet.charAt((pair >> (10 - (at & 7))) & 63);
  }
  return core;
}
