/** The certificate a server shows: whose it is, who vouches for it, until when, and whether we believe it. */
import { connect, TLSSocket, type DetailedPeerCertificate } from 'node:tls';
import { isIP, type Socket } from 'node:net';

/** How long a look at an untrusted certificate may take, in ms. */
const limitMillis = 4000;

/** A chain longer than this is not walked on. */
const maxChain = 10;

export type CertificateReport = {
  readonly subject: string;
  readonly issuer: string;
  /** Host names and addresses it is good for. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  /** Certificates that were shown or found, the server's own included. */
  readonly chainLength: number;
  /** True when the chain ends at an authority that is trusted and the name fits. */
  readonly isTrusted: boolean;
  /** `TLSv1.3` and the like; null when unknown. */
  readonly protocol: string | null;
};

/** Reads it from an open connection that has been verified; null for plain TCP. */
export function certificateOf(socket: Socket): CertificateReport | null {
  if (!(socket instanceof TLSSocket)) return null;
  return reportOn(socket, socket.authorized);
}

/** Looks at the certificate of a server that was not believed; sends nothing. Null when there is none to see. */
export function lookAtCertificate(host: string, port: number): Promise<CertificateReport | null> {
  return new Promise((resolve) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    // Nothing is sent over this connection: it only shows what the other side claims to be.
    const socket = connect({ host, port, rejectUnauthorized: false, ...servername });
    const settle = (report: CertificateReport | null): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', ignore);
      socket.destroy();
      resolve(report);
    };
    const timer = setTimeout(() => settle(null), limitMillis);
    socket.once('error', () => settle(null));
    socket.once('secureConnect', () => settle(reportOn(socket, false)));
  });
}

function reportOn(socket: TLSSocket, isTrusted: boolean): CertificateReport | null {
  const certificate = socket.getPeerCertificate(true);
  if (Object.keys(certificate).length === 0) return null;
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    names: (certificate.subjectaltname ?? '')
      .split(', ')
      .flatMap((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? []),
    validFrom: isoOf(certificate.valid_from),
    validTo: isoOf(certificate.valid_to),
    chainLength: chainLengthOf(certificate),
    isTrusted,
    protocol: socket.getProtocol(),
  };
}

function nameOf(name: Readonly<Record<string, string | string[] | undefined>> | undefined): string {
  const parts = ['CN', 'O'].flatMap((field) => name?.[field] ?? []);
  return [...new Set(parts)].join(', ');
}

function isoOf(date: string): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time).toISOString();
}

function chainLengthOf(certificate: DetailedPeerCertificate): number {
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = certificate;
  while (next !== undefined && !seen.has(next.fingerprint256) && seen.size < maxChain) {
    seen.add(next.fingerprint256);
    next = next.issuerCertificate;
  }
  return seen.size;
}

function ignore(): void {
  // Settled already.
}
