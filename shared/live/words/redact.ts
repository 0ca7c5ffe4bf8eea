/** Removes secrets from text before it is logged or shown: known spellings, and shapes that can hold a key. */
import { minSecretLength } from './spellings.ts';

/** What stands where a secret stood. */
export const redacted = '•••';

/** Where a text was cut. */
const cutMark = '…';

/** An address and everything glued to it up to white space or a closing quote or bracket. */
const addressPattern = /\b([a-z][a-z0-9+.-]{1,20}):(?:\\?\/){2}([^\s"'<>`]*)/gi;

/** Fields of RTMP authentication and of signed addresses, wherever they stand. */
const fieldPattern =
  /(["']?\b(?:challenge|response|opaque|nonce|cnonce|salt|authorization|passw(?:or)?d|passphrase|pass|pwd|secret|token|signature|sig|auth|stream[ _-]?key|streamkey|stream[ _-]?name|streamname|key)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&;,"')}\]]+)/gi;

/** The value of each query parameter outside a whole address, for example in the app field of a connect command. */
const queryPattern = /([?&][^\s=&"'<>#]{1,64}=)[^\s&"'<>#]*/g;

/**
 * Returns `text` without secrets. `secrets` are the spellings to blank wherever they occur (`spellingsOf`); addresses
 * lose user and password, the last path segment after the app (RTMP only) and every query value.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  let out = withoutCutSecrets(text, secrets);
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret.length >= minSecretLength) out = out.replaceAll(secret, redacted);
  }
  out = out.replace(
    addressPattern,
    (_whole, scheme: string, rest: string) => `${scheme}://${redactAddress(scheme, rest)}`,
  );
  out = out.replace(fieldPattern, (_whole, lead: string) => lead + redacted);
  return out.replace(queryPattern, (_whole, lead: string) => lead + redacted);
}

/** Long texts of a server end in a mark: what stands before it can be the beginning of a secret. */
function withoutCutSecrets(text: string, secrets: readonly string[]): string {
  const pieces = text.split(cutMark);
  const last = pieces.pop() ?? '';
  const clean = pieces.map((piece) => {
    const length = Math.max(0, ...secrets.map((secret) => lengthOfBeginning(piece, secret)));
    return length === 0 ? piece : piece.slice(0, -length) + redacted;
  });
  return [...clean, last].join(cutMark);
}

/** How much of the beginning of `secret` stands at the end of `text`; 0 when it is too little to search for. */
function lengthOfBeginning(text: string, secret: string): number {
  for (let length = Math.min(secret.length, text.length); length >= minSecretLength; length--) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

/** User and password go, and of an RTMP path everything behind the app; query values and the fragment go too. */
function redactAddress(scheme: string, rest: string): string {
  const cut = rest.search(/[?#]/);
  const head = cut === -1 ? rest : rest.slice(0, cut);
  const tail = cut === -1 ? '' : rest.slice(cut);
  const slash = head.search(/[/\\]/);
  const authority = slash === -1 ? head : head.slice(0, slash);
  const path = slash === -1 ? '' : head.slice(slash);
  const at = authority.lastIndexOf('@');
  const host = at === -1 ? authority : `${redacted}@${authority.slice(at + 1)}`;
  return host + (isRtmp(scheme) ? redactPath(path) : path) + redactQuery(tail);
}

function isRtmp(scheme: string): boolean {
  return /^rtmp(?:t|s|e|te|ts)?$/i.test(scheme);
}

/** "/app/key" → "/app/•••"; an app alone stays. */
function redactPath(path: string): string {
  const segments = path.split('/').slice(1);
  if (segments.length < 2 || segments.slice(1).every((segment) => segment === '')) return path;
  return `/${segments[0]}/${redacted}`;
}

function redactQuery(tail: string): string {
  if (tail === '') return '';
  return tail
    .split(/(?=[?&#])/)
    .map((part) => {
      const equals = part.indexOf('=');
      return equals === -1
        ? part.slice(0, 1) + (part.length > 1 ? redacted : '')
        : part.slice(0, equals + 1) + redacted;
    })
    .join('');
}
