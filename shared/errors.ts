/** The error taxonomy: every failure Uplink can name, whose fault it is and whether trying again can help. */

/** Who can do something about a failure. */
export type Blame = 'ours' | 'peer' | 'user' | 'system';

/** One row per failure; `shared/live/words/sentences.ts` turns codes into words and the command line into exit codes. */
const table = {
  // The way to the server.
  'host-not-found': { blame: 'user', retryable: true },
  'connection-refused': { blame: 'peer', retryable: true },
  'connect-timeout': { blame: 'peer', retryable: true },
  'network-unreachable': { blame: 'system', retryable: true },
  'connection-reset': { blame: 'peer', retryable: true },
  'connection-closed': { blame: 'peer', retryable: true },
  'closed-early': { blame: 'peer', retryable: true },
  'send-stalled': { blame: 'peer', retryable: true },
  'rehearsal-not-loopback': { blame: 'ours', retryable: false },
  // TLS.
  'tls-host-mismatch': { blame: 'peer', retryable: false },
  'tls-expired': { blame: 'peer', retryable: false },
  'tls-self-signed': { blame: 'peer', retryable: false },
  'tls-incomplete-chain': { blame: 'peer', retryable: false },
  'tls-failed': { blame: 'peer', retryable: false },
  // RTMP.
  'handshake-timeout': { blame: 'peer', retryable: true },
  'handshake-version': { blame: 'peer', retryable: false },
  'not-rtmp': { blame: 'peer', retryable: false },
  'protocol-violation': { blame: 'peer', retryable: true },
  'message-too-long': { blame: 'peer', retryable: true },
  'chunk-size-invalid': { blame: 'peer', retryable: true },
  'connect-rejected': { blame: 'user', retryable: false },
  'app-refused': { blame: 'user', retryable: false },
  'authentication-needed': { blame: 'user', retryable: false },
  'authentication-failed': { blame: 'user', retryable: false },
  'redirect-refused': { blame: 'peer', retryable: false },
  'publish-refused': { blame: 'user', retryable: false },
  'key-in-use': { blame: 'user', retryable: true },
  'key-refused': { blame: 'user', retryable: false },
  'codecs-refused': { blame: 'peer', retryable: false },
  'publish-timeout': { blame: 'peer', retryable: true },
  'server-ended': { blame: 'peer', retryable: true },
  // Playing.
  'stream-not-found': { blame: 'peer', retryable: true },
  'play-refused': { blame: 'peer', retryable: true },
  'play-denied': { blame: 'user', retryable: false },
  'play-timeout': { blame: 'peer', retryable: true },
  'receive-stalled': { blame: 'peer', retryable: true },
  // What the user gave.
  'url-invalid': { blame: 'user', retryable: false },
  'key-missing': { blame: 'user', retryable: false },
  'key-file-unreadable': { blame: 'user', retryable: false },
  'option-invalid': { blame: 'user', retryable: false },
  'file-unreadable': { blame: 'user', retryable: false },
  'profile-not-found': { blame: 'user', retryable: false },
  'input-invalid': { blame: 'ours', retryable: false },
  // Capture and encode.
  'camera-missing': { blame: 'user', retryable: true },
  'camera-denied': { blame: 'user', retryable: false },
  'camera-busy': { blame: 'system', retryable: true },
  'camera-lost': { blame: 'system', retryable: true },
  'camera-frozen': { blame: 'system', retryable: true },
  'microphone-missing': { blame: 'user', retryable: true },
  'microphone-denied': { blame: 'user', retryable: false },
  'microphone-busy': { blame: 'system', retryable: true },
  'microphone-lost': { blame: 'system', retryable: true },
  'screen-missing': { blame: 'user', retryable: true },
  'screen-denied': { blame: 'user', retryable: false },
  'screen-busy': { blame: 'system', retryable: true },
  'screen-region': { blame: 'user', retryable: false },
  'screen-lost': { blame: 'system', retryable: true },
  'system-audio-missing': { blame: 'system', retryable: true },
  'system-audio-denied': { blame: 'user', retryable: false },
  'system-audio-busy': { blame: 'system', retryable: true },
  'system-audio-lost': { blame: 'system', retryable: true },
  'source-file-missing': { blame: 'user', retryable: true },
  'source-file-unusable': { blame: 'user', retryable: true },
  'source-page-failed': { blame: 'peer', retryable: true },
  'source-not-publishing': { blame: 'user', retryable: true },
  'source-failed': { blame: 'ours', retryable: true },
  'scene-failed': { blame: 'ours', retryable: true },
  'noise-suppression-failed': { blame: 'ours', retryable: true },
  'encoder-unavailable': { blame: 'system', retryable: false },
  'encoder-stalled': { blame: 'system', retryable: true },
  'encoder-failed': { blame: 'system', retryable: true },
  'audio-encoder-failed': { blame: 'system', retryable: true },
  'second-encoder-late': { blame: 'system', retryable: true },
  'page-lost': { blame: 'ours', retryable: true },
  // Storage.
  'storage-failed': { blame: 'system', retryable: true },
  'storage-damaged': { blame: 'system', retryable: false },
  'encryption-unavailable': { blame: 'system', retryable: false },
  'import-invalid': { blame: 'user', retryable: false },
  // Changes to a show.
  'edit-refused': { blame: 'user', retryable: false },
  // The rehearsal's verdict.
  'received-copy-bad': { blame: 'ours', retryable: true },
  busy: { blame: 'user', retryable: true },
  cancelled: { blame: 'user', retryable: true },
  internal: { blame: 'ours', retryable: false },
} as const satisfies Record<string, { readonly blame: Blame; readonly retryable: boolean }>;

export type ErrorCode = keyof typeof table;

/** Every code, for schemas and for tests that walk the table. */
export const errorCodes = Object.keys(table).filter(isErrorCode);

/** Facts that sentences may quote: host, port, phase, the server's last words. Never a stream key. */
export type ErrorFacts = Readonly<Record<string, string | number>>;

/** A failure that crosses a process or module border. */
export type StudioError = {
  readonly code: ErrorCode;
  readonly blame: Blame;
  readonly retryable: boolean;
  readonly facts: ErrorFacts;
};

/** The answer to every call between processes. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: StudioError };

/** True when `text` names a row of the table. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(table, text);
}

/** Builds the error for `code`; blame and retryability come from the table. */
export function studioError(code: ErrorCode, facts: ErrorFacts = {}): StudioError {
  return { code, blame: table[code].blame, retryable: table[code].retryable, facts };
}

/** Wraps a value. */
export function ok<T>(value: T): Reply<T> {
  return { ok: true, value };
}

/** Wraps a failure. */
export function fail(code: ErrorCode, facts: ErrorFacts = {}): { readonly ok: false; readonly error: StudioError } {
  return { ok: false, error: studioError(code, facts) };
}
