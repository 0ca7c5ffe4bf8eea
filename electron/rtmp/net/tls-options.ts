/** What the TLS listener offers: modern ciphers, whole chains, and the certificate for the name that the client asked for. */
import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls';
import type { Millis } from '../../../shared/clock.ts';

/** TLS 1.3, and of 1.2 only what has forward secrecy and authenticated encryption. */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** PEM texts; `certificate` holds the whole chain, the server's own first. */
export type ServerCertificate = {
  /** A host name, or `*.` and a domain. */
  readonly hostname: string;
  readonly certificate: string;
  readonly key: string;
};

/** For `tls.createServer`; clients that name no host, or an unknown one, get the first certificate. Throws on bad PEM. */
export function tlsOptions(certificates: readonly ServerCertificate[], handshakeTimeout: Millis): TlsOptions {
  const contexts = certificates.map(({ hostname, certificate, key }) => ({
    hostname: hostname.toLowerCase(),
    context: createSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2', ciphers }),
  }));
  const [first] = certificates;
  return {
    ...(first === undefined ? {} : { cert: first.certificate, key: first.key }),
    minVersion: 'TLSv1.2',
    ciphers,
    honorCipherOrder: true,
    handshakeTimeout,
    SNICallback: (servername, callback) => callback(null, contextFor(contexts, servername.toLowerCase())),
  };
}

function contextFor(
  contexts: readonly { readonly hostname: string; readonly context: SecureContext }[],
  servername: string,
): SecureContext | undefined {
  const parent = servername.slice(servername.indexOf('.') + 1);
  const found =
    contexts.find(({ hostname }) => hostname === servername) ??
    contexts.find(({ hostname }) => hostname === `*.${parent}`) ??
    contexts[0];
  return found?.context;
}
