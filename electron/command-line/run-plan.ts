/** What a run from the command line sends and where: its options over a profile, each key out of a file. */
import { readFile, stat } from 'node:fs/promises';
import {
  defaultAudioFormat,
  defaultCodecs,
  defaultRate,
  defaultVideoFormat,
  type Destination,
  type Profile,
  type RateSettings,
} from '../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { fitRenditions } from '../../shared/live/delivery/renditions.ts';
import { presetFor } from '../../shared/live/services/presets.ts';
import { cleanPasted, isLoginInClear, parseIngestUrl, splitPastedUrl } from '../../shared/rtmp/url.ts';
import { Secret } from '../../shared/wire/secret.ts';
import { gopSeconds, type DestinationTarget, type SessionPlan } from '../session/target.ts';
import type { KeyVault } from '../store/key-vault.ts';
import type { ProfileStore } from '../store/profiles.ts';
import { formatOf, type AppOptions } from './options.ts';

/** Longest key file that is read, in bytes. */
const keyFileLimit = 64 * 1024;

export type PlanParts = {
  readonly profiles: ProfileStore;
  readonly keys: KeyVault;
  readonly source: string;
  readonly rate?: RateSettings;
  /** Called with every key, so that the log can blank it. */
  readonly onSecret: (secret: Secret) => void;
};

/** Makes the plan of the run; `url-invalid`, `key-missing`, `key-file-unreadable` or `profile-not-found` when it can't. */
export async function planFor(options: AppOptions, parts: PlanParts): Promise<Reply<SessionPlan>> {
  const profile = profileOf(options, parts.profiles);
  if (!profile.ok) return profile;
  const base = profile.value;
  const wish = formatOf(options, base);
  const common = { gopSeconds, source: parts.source };
  const rate = { ...(parts.rate ?? defaultRate), ceilingKbps: Math.max(base.ceilingKbps ?? 0, wish.video.kbps) };
  const isReal = options.url !== null || options.destinations.length > 0 || base.serviceId !== 'rehearsal';
  if (options.rehearse || !isReal) {
    const { name } = presetFor('rehearsal');
    const destinations = [{ ...nowhere, id: 'rehearsal', name }];
    return ok({ ...common, ...wish, mode: 'rehearsal', profileName: name, destinations, rate });
  }
  const destinations = await allTargets(options, base, parts);
  if (!destinations.ok) return destinations;
  const { audio, codecs, video } = fitRenditions(destinations.value, wish);
  const profileName = base.name === '' ? (destinations.value[0]?.name ?? '') : base.name;
  return ok({ ...common, codecs, video, audio, mode: 'live', profileName, destinations: destinations.value, rate });
}

const nowhere = {
  serviceId: 'rehearsal',
  serverUrl: '',
  backupUrl: null,
  hotStandby: false,
  priority: 1,
  streamKey: null,
} as const satisfies Partial<DestinationTarget>;

/** What a run without --profile starts from: no name, no key, the defaults. */
const noProfile = {
  id: null,
  name: '',
  serviceId: 'custom',
  serverUrl: '',
  backupUrl: '',
  hotStandby: false,
  priority: 1,
  enabled: true,
  video: defaultVideoFormat,
  audio: defaultAudioFormat,
  codecs: defaultCodecs,
  ceilingKbps: null,
  destinations: [] as readonly Destination[],
} as const;

type Base = Profile | typeof noProfile;

function profileOf(options: AppOptions, profiles: ProfileStore): Reply<Base> {
  return options.profile === null ? ok(noProfile) : profiles.find(options.profile);
}

/** --url or the profile's own server first, then the profile's other destinations unless --url goes elsewhere, then --destination. */
async function allTargets(
  options: AppOptions,
  base: Base,
  parts: PlanParts,
): Promise<Reply<readonly DestinationTarget[]>> {
  const targets: DestinationTarget[] = [];
  const wishes = [
    ...(options.url !== null || base.serverUrl !== '' ? [mainTarget(options, base, parts)] : []),
    ...(options.url === null ? base.destinations.filter(({ enabled }) => enabled) : []).map((destination) =>
      storedTarget(destination, parts),
    ),
    ...options.destinations.map((given, index) => givenTarget(given, index + 2, parts)),
  ];
  for (const made of await Promise.all(wishes)) {
    if (!made.ok) return made;
    targets.push(made.value);
  }
  return ok(targets);
}

async function mainTarget(options: AppOptions, base: Base, parts: PlanParts): Promise<Reply<DestinationTarget>> {
  const serverUrl = options.url ?? base.serverUrl;
  const address = learnAddress(serverUrl, parts);
  if (!address.ok) return address;
  const key = await keyOf(options, { ...parts, profileId: base.id });
  if (!key.ok) return key;
  const isOwn = options.url === null;
  return ok({
    id: base.id ?? 'main',
    name: base.name === '' ? address.value : base.name,
    serviceId: isOwn ? base.serviceId : 'custom',
    serverUrl,
    backupUrl: isOwn && base.backupUrl !== '' ? base.backupUrl : null,
    hotStandby: isOwn && base.hotStandby,
    priority: base.priority,
    streamKey: () => key.value.reveal(),
  });
}

async function storedTarget(destination: Destination, parts: PlanParts): Promise<Reply<DestinationTarget>> {
  const { id, name, serviceId, serverUrl, backupUrl, hotStandby, priority, ceilingKbps = null } = destination;
  const key = await parts.keys.reveal(id);
  if (key === null) return fail('key-missing', { profile: name });
  const backup = backupUrl === '' ? null : backupUrl;
  const place = { id, name, serviceId, serverUrl, backupUrl: backup, hotStandby, priority, ceilingKbps };
  return ok({ ...place, streamKey: () => key.reveal() });
}

async function givenTarget(
  given: AppOptions['destinations'][number],
  number: number,
  parts: PlanParts,
): Promise<Reply<DestinationTarget>> {
  const address = learnAddress(given.url, parts);
  if (!address.ok) return address;
  const text = await firstLine(given.keyFile);
  if (!text.ok) return text;
  const key = learnKey(text.value, parts);
  if (!key.ok) return key;
  const place = { ...nowhere, serviceId: 'custom', serverUrl: given.url, priority: Math.min(8, number) } as const;
  const streamKey = (): string => key.value.reveal();
  return ok({ ...place, id: `destination-${number}`, name: `${address.value} ${number}`, streamKey });
}

/** The host of an address; a login in it is made known to the redactor. */
function learnAddress(serverUrl: string, parts: PlanParts): Reply<string> {
  const address = parseIngestUrl(serverUrl);
  if (!address.ok) return address;
  const { credentials, host } = address.value;
  if (credentials !== undefined) for (const secret of Object.values(credentials)) parts.onSecret(secret);
  return ok(host);
}

async function keyOf(
  options: AppOptions,
  parts: PlanParts & { readonly profileId: string | null },
): Promise<Reply<Secret>> {
  if (options.key !== null) return learnKey(options.key, parts);
  if (options.keyFile !== null) {
    const text = await firstLine(options.keyFile);
    return text.ok ? learnKey(text.value, parts) : text;
  }
  const stored = parts.profileId === null ? null : await parts.keys.reveal(parts.profileId);
  return stored === null ? fail('key-missing') : ok(stored);
}

function learnKey(text: string, parts: PlanParts): Reply<Secret> {
  const secret = new Secret(cleanPasted(text));
  if (secret.reveal() === '') return fail('key-missing');
  parts.onSecret(secret);
  return ok(secret);
}

async function firstLine(path: string): Promise<Reply<string>> {
  const facts = await stat(path).catch(() => null);
  const isText = facts?.isFile() === true && facts.size <= keyFileLimit;
  const text = isText ? await readFile(path, 'utf8').catch(() => null) : null;
  return text === null ? fail('key-file-unreadable', { file: path }) : ok(text.split(/\r?\n/)[0] ?? '');
}

/** Says what to do about a URL that has the key inside: only the caller's shell history saw it so far. */
export function warnings(options: AppOptions): readonly string[] {
  const { url, key, keyFile, destinations } = options;
  const list: string[] = [];
  if (key !== null) {
    list.push('Warning: other users of this computer can see a key given with --key; --key-file is safer.');
  }
  if (url !== null && key === null && keyFile === null && splitPastedUrl(url).key !== null) {
    list.push('The address seems to contain a stream key. Put the key in a file and use --key-file.');
  }
  const addresses = [...(url === null ? [] : [url]), ...destinations.map((each) => each.url)].map(parseIngestUrl);
  if (addresses.some((address) => address.ok && isLoginInClear(address.value))) {
    list.push('Warning: with rtmp:// the answer to a login can be read on the way; use rtmps:// if the server has it.');
  }
  return list;
}
