/** What a probe found, as lines for people and as one record for programs. */
import type { Millis } from '../../../../shared/clock.ts';
import type { StudioError } from '../../../../shared/errors.ts';
import type { IngestAddress } from '../../../../shared/rtmp/url.ts';
import { fieldsOf, type AmfFields, type AmfValue } from '../../../../shared/wire/amf0.ts';
import type { JsonFields, JsonValue } from '../words/terminal.ts';
import type { CertificateReport } from './certificate.ts';
import type { Conversation } from './conversation.ts';

export type ProbeReport = {
  readonly address: IngestAddress;
  /** The IP address that answered. */
  readonly remote: string | null;
  readonly error: StudioError | null;
  readonly certificate: CertificateReport | null;
  readonly tcpMillis: readonly Millis[];
  /** Whether a handshake with a digest gets one back; null when it was not asked, or did not answer. */
  readonly digest: boolean | null;
  readonly conversation: Conversation | null;
};

/** The longest text of the server that is shown, in characters, and the most fields. */
const maxText = 120;
const maxFields = 40;

/** Names of the bits of capsEx (Enhanced RTMP v2). */
const extendedNames = ['reconnect', 'multitrack', 'modEx', 'nanosecond offsets'];

/** One object for `--json`; times in ms. */
export function recordOf(report: ProbeReport, hasKey: boolean): JsonFields {
  const { address, conversation, certificate } = report;
  return {
    ok: report.error === null,
    error: report.error?.code ?? null,
    host: address.host,
    port: address.port,
    secure: address.scheme === 'rtmps',
    app: address.app.split('?')[0] ?? '',
    keyWithheld: hasKey,
    remote: report.remote,
    certificate,
    tcpMillis: spread(report.tcpMillis),
    digestAnswered: report.digest,
    ...(conversation === null ? {} : conversationFields(conversation)),
  };
}

function conversationFields(conversation: Conversation): JsonFields {
  const { handshakeMillis, connectMillis, pingMillis, version } = conversation;
  return {
    handshakeMillis: tidy(handshakeMillis),
    connectMillis: tidy(connectMillis),
    pingMillis: spread(pingMillis),
    handshakeVersion: version === null ? null : version.join('.'),
    server: serverOf(conversation),
  };
}

function serverOf({ said, chunkSize }: Conversation): JsonFields {
  const text = (name: string): string | null => shortText(said.get(name));
  const bits = said.get('capsEx');
  return {
    software: text('fmsVer'),
    version: shortText(fieldsOf(said.get('data')).get('version')),
    description: text('description'),
    mode: plain(said.get('mode')),
    capabilities: plain(said.get('capabilities')),
    objectEncoding: plain(said.get('objectEncoding')),
    chunkSize,
    enhanced: {
      video: namesIn(said.get('videoFourCcInfoMap')),
      audio: namesIn(said.get('audioFourCcInfoMap')),
      list: listIn(said.get('fourCcList')),
      extended: typeof bits === 'number' ? extendedNames.filter((_name, bit) => (bits & (1 << bit)) !== 0) : [],
    },
  };
}

/** Lines of two columns. */
export function linesOf(report: ProbeReport, hasKey: boolean): readonly string[] {
  const { address, conversation, certificate } = report;
  const rows: [string, string][] = [['Server', `${address.host} port ${address.port}${seenAs(report)}`]];
  if (hasKey) rows.push(['Key', 'the last part of the address was not sent']);
  if (certificate !== null) rows.push(...certificateRows(certificate));
  if (conversation !== null && conversation.handshakeMillis !== null)
    rows.push(...conversationRows(report, conversation));
  return rows.map(([name, value]) => `${name.padEnd(14)}${value}`);
}

function seenAs({ remote, address }: ProbeReport): string {
  return remote === null || remote === address.host ? '' : ` (${remote})`;
}

function certificateRows(certificate: CertificateReport): readonly [string, string][] {
  const { subject, issuer, names, validFrom, validTo, chainLength, isTrusted, protocol } = certificate;
  return [
    ['Certificate', `${subject}, issued by ${issuer}`],
    ['  names', names.join(', ') || 'none'],
    ['  valid', `${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`],
    [
      '  chain',
      `${isTrusted ? 'trusted' : 'not trusted'}, ${chainLength} shown${protocol === null ? '' : `, ${protocol}`}`,
    ],
  ];
}

function conversationRows(report: ProbeReport, conversation: Conversation): readonly [string, string][] {
  const server = serverOf(conversation);
  const digest = report.digest === null ? 'unknown' : report.digest ? 'answered' : 'not answered';
  const rows: [string, string][] = [
    ['Handshake', `simple, version ${conversation.version?.join('.') ?? '?'}; with a digest: ${digest}`],
  ];
  for (const [label, field] of [
    ['Software', 'software'],
    ['  version', 'version'],
    ['Said', 'description'],
    ['Capabilities', 'capabilities'],
    ['Chunk size', 'chunkSize'],
  ] as const) {
    const value = server[field];
    if (typeof value === 'string' || typeof value === 'number') rows.push([label, String(value)]);
  }
  if (conversation.connectMillis !== null) rows.push(['Enhanced RTMP', enhancedWords(conversation.said)]);
  rows.push(['TCP connect', spreadWords(report.tcpMillis)], ['Handshake in', millis(conversation.handshakeMillis)]);
  if (conversation.connectMillis !== null)
    rows.push(['Connect in', millis(conversation.connectMillis)], ['Ping', spreadWords(conversation.pingMillis)]);
  return rows;
}

function enhancedWords(said: AmfFields): string {
  const codecs = [
    ...namesIn(said.get('videoFourCcInfoMap')),
    ...namesIn(said.get('audioFourCcInfoMap')),
    ...listIn(said.get('fourCcList')),
  ];
  const bits = said.get('capsEx');
  const extended = typeof bits === 'number' ? extendedNames.filter((_name, bit) => (bits & (1 << bit)) !== 0) : [];
  if (codecs.length === 0 && extended.length === 0) return 'it says nothing about it';
  const words = [...new Set(codecs)].map((codec) => (codec === '*' ? 'all codecs' : codec));
  return [...words, ...extended].join(', ');
}

function spreadWords(times: readonly Millis[]): string {
  const { min, median } = spread(times);
  return min === null || median === null ? 'not answered' : `${millis(min)} at best, ${millis(median)} in the middle`;
}

function millis(time: Millis | null): string {
  return time === null ? 'unknown' : `${time.toFixed(time < 10 ? 2 : 1)} ms`;
}

function spread(times: readonly Millis[]): {
  readonly min: number | null;
  readonly median: number | null;
  readonly count: number;
} {
  const sorted = times.toSorted((a, b) => a - b);
  const min = tidy(sorted[0] ?? null);
  return { min, median: tidy(sorted[Math.floor((sorted.length - 1) / 2)] ?? null), count: sorted.length };
}

function tidy(time: Millis | null): number | null {
  return time === null ? null : Math.round(time * 1000) / 1000;
}

function plain(value: AmfValue): JsonValue {
  return typeof value === 'number' || typeof value === 'boolean' ? value : shortText(value);
}

/** Text on one line, or null for anything else. */
function shortText(value: AmfValue): string | null {
  if (typeof value !== 'string') return null;
  return value
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, maxText);
}

function namesIn(value: AmfValue): readonly string[] {
  return [...fieldsOf(value).keys()].slice(0, maxFields).flatMap((name) => shortText(name) ?? []);
}

function listIn(value: AmfValue): readonly string[] {
  if (typeof value !== 'object' || value === null || value.kind !== 'strict-array') return [];
  return value.items.slice(0, maxFields).flatMap((item) => shortText(item) ?? []);
}
