/** Logins and redirects a server may ask for: a bounded number of attempts, no password in the clear, no secret shown. */
import { ConnectPlan } from '../../../shared/rtmp/client/connect-plan.ts';
import { readLoginDemand, withoutDemand } from '../../../shared/rtmp/client/login/login.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { studioError } from '../../../shared/errors.ts';
import { Input } from './support/input.ts';
import { insist } from './support/insist.ts';

const mostAttempts = 12;
const password = 'pass-word-9';
const origin = parseIngestUrl(`rtmps://user:${password}@ingest.example.com/live`);
const phases = ['opening', 'handshake', 'connect', 'create-stream', 'publish'] as const;
const descriptions = [
  '[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ',
  '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=user&salt=s4lt&challenge=ch4&opaque=0p',
  'authmod=llnw code=403 need auth',
  '?reason=needauth&user=user&nonce=n0nce authmod=llnw ?reason=needauth&nonce=n0nce',
  'authmod=adobe ?reason=authfailed&opaque=vgoAAA==',
  'authmod=adobe ?reason=nosuchuser',
] as const;
const places = [
  'rtmps://other.example.com/live',
  'rtmp://ingest.example.com/live',
  'rtmps://evil.test/live',
  '/app2',
  '//sub.example.com/x',
] as const;

export function fuzz(data: Uint8Array): void {
  if (!origin.ok) throw new Error('the address of this target parses');
  const input = new Input(data);
  const plan = new ConnectPlan({ address: origin.value, enhanced: input.u8() % 2 === 0 });
  for (let attempts = 1; !input.isEmpty; attempts++) {
    insist(attempts <= mostAttempts, 'attempts come to an end');
    const said = input.u8() % 2 === 0 ? input.pick(descriptions) : new TextDecoder().decode(input.piece());
    const target = input.u8() % 2 === 0 ? input.pick(places) : new TextDecoder().decode(input.piece());
    const demand = readLoginDemand(said);
    insist(withoutDemand(said).length <= said.length * 2, 'cleaning a text hardly lengthens it');
    const step = plan.after(
      {
        error: studioError('connect-rejected', input.u8() % 2 === 0 ? { how: 'fin' } : {}),
        phase: input.pick(phases),
        isWordless: input.u8() % 2 === 0,
        refusal: input.u8() % 4 === 0 ? null : { demand, redirect: input.u8() % 2 === 0 ? target : null },
      },
      Uint8Array.of(1, 2, 3, 4),
    );
    if (step.kind === 'failed') {
      insist(!JSON.stringify(step.error).includes(password), 'no error carries the password');
      return;
    }
    const { address, app, tcUrl } = step.attempt;
    insist(address.scheme === 'rtmps', 'nobody leads us out of TLS');
    insist(address.host.endsWith('example.com'), 'nobody leads us to strangers');
    insist(!(app + tcUrl).includes(password), 'a password is proved, never told');
    insist(app.length < 9000, 'what a server says does not swell what we say');
  }
}

export function seeds(): readonly Uint8Array[] {
  return [
    Uint8Array.of(0, 0, 0, 0, 0, 0, 2, 0, 1, 1, 0, 1, 0, 0, 0, 2, 0, 1, 1),
    Uint8Array.of(0, 0, 2, 0, 0, 0, 2, 0, 1, 1, 0, 3, 0, 0, 0, 2, 0, 1, 1),
    Uint8Array.of(0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 3, 0, 2, 0, 1, 0),
  ];
}
