/** The services as plain data: addresses, limits and notes, as published in 2026; `presets.ts` reads it. */

/** One address of a service; the key is never part of it. */
type ServiceServer = {
  readonly name: string;
  readonly url: string;
  /** The second address that takes the same key; absent when there is none. */
  readonly backupUrl?: string;
};

/** What a service accepts; null where it names no limit. Sizes are for a wide picture, tall ones are turned. */
export type ServiceLimits = {
  readonly maxVideoKbps: number | null;
  readonly maxAudioKbps: number | null;
  readonly maxFps: number;
  readonly maxWidth: number | null;
  readonly maxHeight: number | null;
  /** Longest interval between key frames that the service advises; 2 s satisfies every row. */
  readonly keyFrameSeconds: number;
};

/** A service as the profile panel shows it and the profile store applies it. */
export type ServiceFacts = {
  /** As it stands in a sentence: "Twitch refused this stream key." */
  readonly name: string;
  /** The first one is the default. Empty when the service gives each streamer an own address. */
  readonly servers: readonly ServiceServer[];
  /** Whether an address outside `servers` is allowed. */
  readonly urlEditable: boolean;
  readonly needsKey: boolean;
  readonly limits: ServiceLimits;
  readonly recommendedAudioKbps: number;
  /** What it takes besides H.264 and AAC; the first of each always works. */
  readonly codecs: {
    readonly video: readonly ('avc' | 'av1')[];
    readonly audio: readonly ('aac' | 'opus')[];
  };
  /** Short sentences for the person who streams. */
  readonly notes: readonly string[];
  /** Where the key is found; empty when there is none. */
  readonly keyHelp: string;
  /** https page that shows the key, or null. */
  readonly dashboardUrl: string | null;
};

const youtubeLimits: ServiceLimits = {
  maxVideoKbps: 51_000,
  maxAudioKbps: 160,
  maxFps: 60,
  maxWidth: 3840,
  maxHeight: 2160,
  keyFrameSeconds: 2,
};

const unlimited: ServiceLimits = {
  maxVideoKbps: null,
  maxAudioKbps: null,
  maxFps: 60,
  maxWidth: null,
  maxHeight: null,
  keyFrameSeconds: 2,
};

const everywhere: ServiceFacts['codecs'] = { video: ['avc'], audio: ['aac'] };
/** By Enhanced RTMP, one track. */
const youtubeCodecs: ServiceFacts['codecs'] = { video: ['avc', 'av1'], audio: ['aac'] };
/** A server of one's own may take anything; what it drops it drops without a word. */
const anyCodecs: ServiceFacts['codecs'] = { video: ['avc', 'av1'], audio: ['aac', 'opus'] };

const youtubeKeyHelp = 'Open YouTube Studio, choose Go live, then Stream, and copy the stream key.';
const youtubeDashboard = 'https://www.youtube.com/live_dashboard';

/** The table; its keys are the ids that profiles store, so a key is never renamed. */
export const serviceTable = {
  rehearsal: {
    name: 'Rehearsal',
    servers: [],
    urlEditable: false,
    needsKey: false,
    limits: unlimited,
    recommendedAudioKbps: 160,
    codecs: anyCodecs,
    notes: ['Nothing leaves this computer: the stream goes to a server inside Uplink and is checked there.'],
    keyHelp: '',
    dashboardUrl: null,
  },
  youtube: {
    name: 'YouTube',
    servers: [
      {
        name: 'Primary, secure',
        url: 'rtmps://a.rtmps.youtube.com:443/live2',
        backupUrl: 'rtmps://b.rtmps.youtube.com:443/live2?backup=1',
      },
      {
        name: 'Primary, not encrypted',
        url: 'rtmp://a.rtmp.youtube.com/live2',
        backupUrl: 'rtmp://b.rtmp.youtube.com/live2?backup=1',
      },
    ],
    urlEditable: false,
    needsKey: true,
    limits: youtubeLimits,
    recommendedAudioKbps: 128,
    codecs: youtubeCodecs,
    notes: [
      'YouTube needs sound: a stream without audio is not shown.',
      'YouTube allows live streaming only for verified channels, and the first time it can take a day.',
    ],
    keyHelp: youtubeKeyHelp,
    dashboardUrl: youtubeDashboard,
  },
  'youtube-backup': {
    name: 'YouTube backup',
    servers: [
      { name: 'Backup, secure', url: 'rtmps://b.rtmps.youtube.com:443/live2?backup=1' },
      { name: 'Backup, not encrypted', url: 'rtmp://b.rtmp.youtube.com/live2?backup=1' },
    ],
    urlEditable: false,
    needsKey: true,
    limits: youtubeLimits,
    recommendedAudioKbps: 128,
    codecs: youtubeCodecs,
    notes: [
      'This is the second way into the same YouTube stream; it takes the same key as the primary one.',
      'Viewers see it when the primary address stops receiving.',
      'YouTube needs sound: a stream without audio is not shown.',
    ],
    keyHelp: youtubeKeyHelp,
    dashboardUrl: youtubeDashboard,
  },
  twitch: {
    name: 'Twitch',
    servers: [
      { name: 'Nearest, secure', url: 'rtmps://ingest.global-contribute.live-video.net:443/app' },
      { name: 'Nearest, not encrypted', url: 'rtmp://ingest.global-contribute.live-video.net/app' },
      { name: 'Fallback, not encrypted', url: 'rtmp://live.twitch.tv/app' },
    ],
    urlEditable: true,
    needsKey: true,
    limits: {
      maxVideoKbps: 6000,
      maxAudioKbps: 320,
      maxFps: 60,
      maxWidth: 1920,
      maxHeight: 1080,
      keyFrameSeconds: 2,
    },
    recommendedAudioKbps: 160,
    codecs: everywhere,
    notes: [
      'After a cut Twitch keeps your stream open for about 2 minutes, so a quick reconnect goes unnoticed.',
      'Twitch ends a stream after 48 hours.',
      'To test without going public, add ?bandwidthtest=true to the end of the key.',
    ],
    keyHelp: 'Open the Twitch Creator Dashboard, choose Settings, then Stream, and copy the primary stream key.',
    dashboardUrl: 'https://dashboard.twitch.tv/settings/stream',
  },
  facebook: {
    name: 'Facebook',
    servers: [
      { name: 'Facebook Live', url: 'rtmps://rtmp-api.facebook.com:443/rtmp' },
      { name: 'Facebook Live, second address', url: 'rtmps://live-api-s.facebook.com:443/rtmp' },
    ],
    urlEditable: true,
    needsKey: true,
    limits: {
      maxVideoKbps: 9000,
      maxAudioKbps: 256,
      maxFps: 60,
      maxWidth: 1920,
      maxHeight: 1080,
      keyFrameSeconds: 2,
    },
    recommendedAudioKbps: 128,
    codecs: everywhere,
    notes: [
      'Facebook takes only secure connections.',
      'Facebook ends a stream after 8 hours.',
      'Copy the whole key: the part after the question mark belongs to it.',
      'New accounts and small pages may not go live yet; Facebook says so in Live Producer.',
    ],
    keyHelp: 'Open Live Producer, choose Streaming software, and copy the stream key.',
    dashboardUrl: 'https://www.facebook.com/live/producer',
  },
  kick: {
    name: 'Kick',
    servers: [{ name: 'Kick', url: 'rtmps://fa723fc1b171.global-contribute.live-video.net:443/app' }],
    urlEditable: true,
    needsKey: true,
    limits: {
      maxVideoKbps: 10_000,
      maxAudioKbps: null,
      maxFps: 60,
      maxWidth: 1920,
      maxHeight: 1080,
      keyFrameSeconds: 2,
    },
    recommendedAudioKbps: 160,
    codecs: everywhere,
    notes: [
      'Kick refuses a picture larger than 1920×1080.',
      'If your dashboard shows an address without a path, add /app to its end.',
    ],
    keyHelp: 'Open the Kick Creator Dashboard, choose Settings, then Stream key, and copy the address and the key.',
    dashboardUrl: 'https://dashboard.kick.com/channel/stream',
  },
  x: {
    name: 'X',
    servers: [
      { name: 'US East, secure', url: 'rtmps://va.pscp.tv:443/x' },
      { name: 'US East, not encrypted', url: 'rtmp://va.pscp.tv:80/x' },
    ],
    urlEditable: true,
    needsKey: true,
    limits: {
      maxVideoKbps: 12_000,
      maxAudioKbps: 128,
      maxFps: 60,
      maxWidth: 1920,
      maxHeight: 1080,
      keyFrameSeconds: 3,
    },
    recommendedAudioKbps: 128,
    codecs: everywhere,
    notes: [
      'X needs a Premium account to go live from a studio.',
      'Each source in Live Studio has its own region: use the address that stands beside its key.',
    ],
    keyHelp: 'Open Live Studio on X, create a source, and copy its address and its key.',
    dashboardUrl: 'https://studio.x.com',
  },
  tiktok: {
    name: 'TikTok',
    servers: [],
    urlEditable: true,
    needsKey: true,
    limits: unlimited,
    recommendedAudioKbps: 128,
    codecs: everywhere,
    notes: [
      'TikTok gives a new address and a new key for each session: paste both every time.',
      'Only accounts that TikTok has approved for streaming software get a key.',
      'TikTok viewers mostly hold their phones upright; a tall picture fills the screen.',
    ],
    keyHelp: 'Open TikTok LIVE Producer, choose Go live with streaming software, and copy the address and the key.',
    dashboardUrl: 'https://www.tiktok.com/live/producer',
  },
  custom: {
    name: 'Your server',
    servers: [],
    urlEditable: true,
    needsKey: true,
    limits: unlimited,
    recommendedAudioKbps: 160,
    codecs: anyCodecs,
    notes: [
      'Any RTMP or RTMPS server works; ask its owner for the address and the key.',
      'Servers built on nginx drop a picture larger than 1 MB, so keep very high bitrates for others.',
      'AV1 and Opus need a server that speaks Enhanced RTMP; others accept them and show nothing.',
    ],
    keyHelp: 'The owner of the server gives you the key; some servers call it the stream name.',
    dashboardUrl: null,
  },
} as const satisfies Record<string, ServiceFacts>;
