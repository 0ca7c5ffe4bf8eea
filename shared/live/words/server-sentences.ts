/** The words for failures on the way to the server, in TLS and in RTMP; `sentences.ts` picks one. */
import type { ErrorCode } from '../../errors.ts';
import type { Sentence } from './telling.ts';

/** The `why` facts of `redirect-refused` in words. */
const redirectFaults: Readonly<Record<string, string>> = {
  address: 'the address makes no sense',
  loop: 'it leads in a circle',
  'too-many': 'it was the fourth time',
  downgrade: 'it would give up encryption',
  'other-host': 'your key does not go to another owner’s server unless you say so',
};

/** What happened and what viewers see, then what we do or the user can do. */
export const serverSentences = {
  'host-not-found': ({ host }) => ({
    text: `We can't find ${host}, so nothing reaches viewers.`,
    next: 'Check the address for a typing error, and whether this computer is online.',
  }),
  'connection-refused': ({ host, atPort }) => ({
    text: `${host} is there but takes no stream${atPort}. Nothing reaches viewers.`,
    next: 'Check the port in the address, and that the server is running.',
  }),
  'connect-timeout': ({ host, atPort }) => ({
    text: `${host} did not answer in time${atPort}. Nothing reaches viewers.`,
    next: 'A firewall may block this port. Try an address that begins with rtmps://, or another network.',
  }),
  'network-unreachable': ({ host }) => ({
    text: `This computer has no way to ${host} right now. Viewers see a pause if you were live.`,
    next: 'Check the network cable or Wi-Fi; then try again.',
  }),
  'connection-reset': ({ service, said }) => ({
    text: `The connection to ${service} was cut. Viewers see a pause.${said}`,
    next: 'We connect again by ourselves. If it keeps happening, lower the bitrate or use a cable instead of Wi-Fi.',
  }),
  'connection-closed': ({ service, said }) => ({
    text: `${service} closed the connection. Viewers see a pause.${said}`,
    next: 'We connect again by ourselves. If it closes every time, check the stream key on the service’s page.',
  }),
  'closed-early': ({ host, said }) => ({
    text: `${host} hung up before the stream began.${said} Nothing reaches viewers.`,
    next: 'Check the address and the stream key, then try again in a moment.',
  }),
  'send-stalled': ({ service }) => ({
    text: `Your upload came to a stop: ${service} takes no more data. Viewers see a pause.`,
    next: 'We connect again by ourselves. Lower the bitrate if your upload is shared with others.',
  }),
  'rehearsal-not-loopback': ({ host }) => ({
    text: `A rehearsal stays on this computer, so we did not connect to ${host}. Nobody saw anything.`,
    next: 'Use Go live for a real service, or choose the Rehearsal profile.',
  }),
  'tls-host-mismatch': ({ host }) => ({
    text: `The server's certificate belongs to another name than ${host}, so we stopped before sending your key.`,
    next: 'Check the address. If it is right, something between you and the server may be listening.',
  }),
  'tls-expired': ({ host }) => ({
    text: `The certificate of ${host} is out of date, so we stopped before sending your key.`,
    next: 'Check the date of this computer; if it is right, tell the owner of the server.',
  }),
  'tls-self-signed': ({ host }) => ({
    text: `${host} signed its certificate itself, so nobody vouches for it. We stopped before sending your key.`,
    next: 'If the server is yours, give it a certificate that this computer trusts.',
  }),
  'tls-incomplete-chain': ({ host }) => ({
    text: `${host} left out a part of its certificate, so it can't be checked. We stopped before sending your key.`,
    next: 'Ask the owner of the server to install the full certificate chain.',
  }),
  'tls-failed': ({ host, because }) => ({
    text: `No secure connection to ${host} could be made${because}. We stopped before sending your key.`,
    next: 'Check that the address and port are the secure ones; a filter or virus scanner can also be the cause.',
  }),
  'handshake-timeout': ({ host, atPort }) => ({
    text: `${host} took the connection but never began to talk${atPort}. Nothing reaches viewers.`,
    next: 'Check the port: 1935 is usual for rtmp://, 443 for rtmps://.',
  }),
  'handshake-version': ({ host }) => ({
    text: `${host} speaks a version of RTMP that no studio uses. Nothing reaches viewers.`,
    next: 'Check the address; this may be another kind of server.',
  }),
  'not-rtmp': ({ host, atPort }) => ({
    text: `What answers at ${host}${atPort} is not a streaming server. Nothing reaches viewers.`,
    next: 'Check the port, and whether the address should begin with rtmps:// instead of rtmp://.',
  }),
  'protocol-violation': ({ host, because }) => ({
    text: `${host} sent something that makes no sense in RTMP${because}, so we hung up. Nothing more is sent.`,
    next: 'Try again. If it stays, send the report to the owner of the server.',
  }),
  'message-too-long': ({ host }) => ({
    text: `${host} sent a message far longer than a streaming server needs, so we hung up. Nothing more is sent.`,
    next: 'Try again; check that the address is the one meant for streaming.',
  }),
  'chunk-size-invalid': ({ host }) => ({
    text: `${host} asked for pieces of a size that RTMP does not allow, so we hung up. Nothing more is sent.`,
    next: 'Try again; a newer version of the server may be needed.',
  }),
  'connect-rejected': ({ service, said }) => ({
    text: `${service} turned the connection away before looking at the key. Nothing is public.${said}`,
    next: 'Copy the server address again from the page that shows your key.',
  }),
  'app-refused': ({ service, said }) => ({
    text: `${service} does not know the path in the server address. Nothing is public.${said}`,
    next: 'Check the part after the host name, for example /live or /app.',
  }),
  'authentication-needed': ({ service }) => ({
    text: `${service} wants a user name and a password before it takes a stream. Nothing is public.`,
    next: 'Ask for a way in with only a key, or run it with --url rtmps://user:password@host/app.',
  }),
  'authentication-failed': ({ service, why }) => ({
    text: `${service} did not accept the ${why === 'user' ? 'user name' : 'user name and password'}. Nothing is public.`,
    next: 'Check both for typing errors; special characters must be written as %40 and the like in an address.',
  }),
  'redirect-refused': ({ host, why }) => ({
    text: `The server sent us on to ${host}, and we did not follow: ${redirectFaults[why] ?? 'that is not safe'}.`,
    next: 'If the server is meant to do so, use its new address directly.',
  }),
  'publish-refused': ({ service, said }) => ({
    text: `${service} was reached but refused the stream. Nothing is public.${said}`,
    next: 'Check the stream key and whether your account may go live, then try again.',
  }),
  'key-in-use': ({ service }) => ({
    text: `Something else is already streaming with this key. ${service} keeps the first one.`,
    next: 'Stop it there, or wait a minute if it was you; then try again.',
  }),
  'key-refused': ({ service, said }) => ({
    text: `${service} refused this stream key. Nothing is public.${said}`,
    next: 'Copy the key again from the service’s page and paste it here.',
  }),
  'codecs-refused': ({ service }) => ({
    text: `${service} does not take the chosen codecs and gets nothing. The other destinations go on with them.`,
    next: 'Choose H.264 and AAC in the profile, or leave this destination out.',
  }),
  'publish-timeout': ({ service }) => ({
    text: `${service} took the connection but never said that the stream may start. Nothing is public.`,
    next: 'Try again in a moment, or use another address of the service.',
  }),
  'server-ended': ({ service, said }) => ({
    text: `${service} ended the stream on its side. Viewers see that it is over.${said}`,
    next: 'Look at the service’s page for the reason before you start again.',
  }),
  'stream-not-found': ({ service, said }) => ({
    text: `${service} has no stream of this name right now, so there is nothing to show.${said}`,
    next: 'Check the name at the end of the address. If the sender only starts later, we can try again.',
  }),
  'play-refused': ({ service, said }) => ({
    text: `${service} was reached but does not hand out this stream.${said}`,
    next: 'Check the address; it may be in use elsewhere, or the server may not offer streams for watching.',
  }),
  'play-denied': ({ service, said }) => ({
    text: `${service} does not let you watch this stream.${said}`,
    next: 'Ask the owner of the stream for an address that includes permission to watch.',
  }),
  'play-timeout': ({ service }) => ({
    text: `${service} took the connection but never began to send the stream.`,
    next: 'Try again in a moment, or check that the sender is live.',
  }),
  'receive-stalled': ({ service }) => ({
    text: `${service} stopped sending, so the incoming picture stands still.`,
    next: 'Check the sender and the network between you; the connection can be made again at any time.',
  }),
} as const satisfies Partial<Record<ErrorCode, Sentence>>;
