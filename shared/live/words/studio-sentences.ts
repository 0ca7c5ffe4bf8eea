/** The words for failures on this computer: what was entered, capture, encoding, storage; `sentences.ts` picks one. */
import type { ErrorCode } from '../../errors.ts';
import type { Sentence } from './telling.ts';

/** The `why` facts of `url-invalid` in words. */
const addressFaults: Readonly<Record<string, string>> = {
  empty: 'it is empty',
  'too-long': 'it is far too long',
  rtmpt: 'it tunnels RTMP through HTTP, which no service needs any more; use rtmps:// instead',
  rtmpe: 'it asks for the old encryption of RTMP, which protects nothing; use rtmps:// instead',
  fragment: 'it has a # in it',
  scheme: 'it must begin with rtmp:// or rtmps://',
  space: 'it has a space in it',
  host: 'its host name is not a valid one',
  zone: 'its IPv6 host must not name a zone',
  port: 'its port must be a number from 1 to 65535',
  app: 'the path after the host is missing',
  credentials: 'a profile does not keep a user name and password in it',
  'not-listed': 'this service takes only the addresses in its list',
};

/** The `why` facts of `edit-refused` in words. */
const editFaults: Readonly<Record<string, string>> = {
  'scene-missing': 'the scene is no longer there',
  'source-missing': 'the source is no longer there',
  'item-missing': 'the item is no longer there',
  'filter-missing': 'the filter is no longer there',
  'group-missing': 'the group is no longer there',
  'last-scene': 'a show needs at least one scene',
  'too-many': 'there is no room for more of these',
  'too-long': 'it would become too large to be kept',
  'too-fast': 'the changes came faster than they could be kept',
  'other-profile': 'another profile’s show is open by now',
  'id-twice': 'it is there already',
  'picture-missing': 'a source without a picture can’t stand in a scene',
  'sound-missing': 'this source has no sound',
  'wrong-filter': 'this filter does not go with it',
  'shows-itself': 'a scene would show itself',
  'nested-too-deep': 'scenes would lie within scenes too many times',
  'ducks-itself': 'a sound can’t push itself down',
  'nothing-to-place': 'there is no picture in this scene that could be placed',
};

/** What happened and what viewers see, then what we do or the user can do. */
export const studioSentences = {
  'url-invalid': ({ why }) => ({
    text: `We can't stream to this address: ${addressFaults[why] ?? 'it is not complete'}. Nothing was sent.`,
    next: 'An address looks like rtmps://host/app; copy it again from the service’s page.',
  }),
  'key-missing': ({ service }) => ({
    text: `${service} needs a stream key and this profile has none. Nothing was sent.`,
    next: 'Paste the key into the profile, then go live again.',
  }),
  'key-file-unreadable': ({ because }) => ({
    text: `The file with the stream key can't be read${because}. Nothing was sent.`,
    next: 'Check its path, and that you may read it; the key stands on its first line.',
  }),
  'option-invalid': ({ because }) => ({
    text: `One of the options can't be used as given${because}. Nothing was started.`,
    next: 'Run it with --help to see every option with an example.',
  }),
  'file-unreadable': ({ because }) => ({
    text: `A file can’t be read${because}. Nothing was sent.`,
    next: 'Check its path and what it holds.',
  }),
  'profile-not-found': ({ because }) => ({
    text: `There is no profile of that name${because}. Nothing was started.`,
    next: 'Check the spelling in the list of profiles, or create it first.',
  }),
  'input-invalid': ({ because }) => ({
    text: `The studio could not accept that value${because}. Nothing was changed.`,
    next: 'Enter it again; if it keeps happening, restart Uplink and send us the report.',
  }),
  'camera-missing': () => ({
    text: 'No camera is connected, so there is no picture to send.',
    next: 'Plug in a camera, or choose the test picture as source.',
  }),
  'camera-denied': () => ({
    text: 'This computer does not let Uplink use the camera, so there is no picture to send.',
    next: 'Allow the camera for Uplink in the privacy settings of the system, then try again.',
  }),
  'camera-busy': ({ because }) => ({
    text: `The camera could not be opened; another program may be using it${because}. There is no picture to send.`,
    next: 'Close the other program, then choose the camera again.',
  }),
  'camera-lost': () => ({
    text: 'The camera was unplugged or stopped. Viewers see a dark holding picture.',
    next: 'It comes back when you plug it in, or choose another camera.',
  }),
  'camera-frozen': ({ device }) => ({
    text: `${device} has sent no new picture for 3 s. Viewers see your holding picture.`,
    next: 'We are opening it again, and its picture comes back by itself. Or choose another camera.',
  }),
  'microphone-missing': () => ({
    text: 'No microphone is connected, so viewers would hear nothing.',
    next: 'Plug in a microphone, or choose silence as source.',
  }),
  'microphone-denied': () => ({
    text: 'This computer does not let Uplink use the microphone, so viewers would hear nothing.',
    next: 'Allow the microphone for Uplink in the privacy settings of the system, then try again.',
  }),
  'microphone-busy': ({ because }) => ({
    text: `The microphone could not be opened; another program may hold it${because}. Viewers would hear nothing.`,
    next: 'Close the other program, then choose the microphone again.',
  }),
  'microphone-lost': () => ({
    text: 'The microphone was unplugged or stopped. Viewers hear silence.',
    next: 'It comes back when you plug it in, or choose another microphone.',
  }),
  'screen-missing': ({ because }) => ({
    text: `The screen or window of a source is not there${because}. Viewers see what replaces the source.`,
    next: 'It comes back when the window is open again, or choose another one in the source’s settings.',
  }),
  'screen-denied': () => ({
    text: 'This computer does not let Uplink see the screen, or you closed the question. Viewers see what replaces the source.',
    next: 'Allow screen recording for Uplink in the privacy settings of the system, then ask again from the source.',
  }),
  'screen-busy': ({ because }) => ({
    text: `The screen or window could not be captured${because}. Viewers see what replaces the source.`,
    next: 'We try again; or choose the screen or window once more.',
  }),
  'screen-region': () => ({
    text: 'The chosen region can’t be cut out of this screen. Viewers see what replaces the source, and nothing of the screen.',
    next: 'Choose a region that lies on the screen, in the source’s settings.',
  }),
  'screen-lost': () => ({
    text: 'The window was closed, or its screen is gone. Viewers see what replaces the source.',
    next: 'It comes back when the window is open again, or choose another one.',
  }),
  'system-audio-missing': ({ because }) => ({
    text: `This system doesn’t let apps capture what the computer plays${because}. Viewers don’t hear it.`,
    next: 'Choose a monitor device or a loopback device of your own as the sound’s source, or go on without.',
  }),
  'system-audio-denied': () => ({
    text: 'This computer does not let Uplink listen to what it plays. Viewers don’t hear it.',
    next: 'Allow it in the privacy settings of the system, then try again.',
  }),
  'system-audio-busy': ({ because }) => ({
    text: `What the computer plays could not be captured${because}. Viewers don’t hear it.`,
    next: 'Choose the sound’s source once more, or another device.',
  }),
  'system-audio-lost': () => ({
    text: 'What the computer plays is no longer captured. Viewers don’t hear it.',
    next: 'It comes back with its device, or choose another one.',
  }),
  'source-file-missing': ({ because }) => ({
    text: `A file of this source is gone${because}. Viewers see what replaces the source.`,
    next: 'Put the file back, or choose another one in the source’s settings.',
  }),
  'source-file-unusable': ({ because }) => ({
    text: `A file of this source can’t be shown${because}. Viewers see what replaces the source.`,
    next: 'Choose another file, or save this one in a common format such as PNG, MP4 or WebM.',
  }),
  'source-page-failed': ({ because }) => ({
    text: `The web page of this source did not load or broke off${because}. Viewers see what replaces the source.`,
    next: 'We load it again; check its address and your network.',
  }),
  'source-not-publishing': () => ({
    text: 'Nobody sends a stream to this source yet. Viewers see what replaces it.',
    next: 'Start the other encoder with the address that the source shows.',
  }),
  'source-failed': ({ device }) => ({
    text: `${device} stopped working because of a fault in Uplink. Viewers see what replaces it; everything else goes on.`,
    next: 'Remove it from the scene and add it again; if it keeps happening, send us the log.',
  }),
  'scene-failed': () => ({
    text: 'A part of the picture could not be drawn because of a fault in Uplink. Viewers may see it stand still or missing; the stream goes on.',
    next: 'Show another scene and come back; if it keeps happening, send us the log.',
  }),
  'noise-suppression-failed': () => ({
    text: 'Noise suppression could not be started. Viewers hear the sound without it.',
    next: 'Switch the filter off and on again; if it keeps happening, restart Uplink after the stream.',
  }),
  'encoder-unavailable': ({ because }) => ({
    text: `This computer has no video encoder that can make this stream${because}. Nothing was sent.`,
    next: 'Choose a smaller picture or a lower frame rate.',
  }),
  'encoder-stalled': () => ({
    text: 'The video encoder stopped giving pictures. Viewers see a short freeze.',
    next: 'We start it again with a full picture. If it keeps stopping, choose a smaller picture.',
  }),
  'encoder-failed': ({ because }) => ({
    text: `The video encoder broke off${because}. Viewers see a short freeze.`,
    next: 'We try another encoder. Picture quality may be a little lower.',
  }),
  'audio-encoder-failed': ({ because }) => ({
    text: `The sound encoder broke off${because}. Viewers hear a gap.`,
    next: 'We start it again. If the sound stays away, choose the microphone once more.',
  }),
  'second-encoder-late': ({ service }) => ({
    text: `This computer can’t make a second picture for ${service} beside the first one. It gets nothing now; the others go on as they are.`,
    next: 'Choose a smaller picture or a lower frame rate, or leave this destination out; then try again.',
  }),
  'page-lost': () => ({
    text: 'The studio window stopped working. Viewers saw the last picture for a while, then the stream ended.',
    next: 'Go live again; restart Uplink if the window stays empty.',
  }),
  'storage-failed': ({ because }) => ({
    text: `A file could not be written${because}. The stream is not affected.`,
    next: 'Check that the disk has room and that you may write there, then try again.',
  }),
  'storage-damaged': ({ because }) => ({
    text: `The stored settings could not be read${because}. We set them aside and changed nothing in them.`,
    next: 'Import your profiles from an export, or enter them again.',
  }),
  'encryption-unavailable': ({ because }) => ({
    text: `This computer offers no safe place for keys${because}. We never store a key in plain text.`,
    next: 'You can use the key for this run; it is forgotten when Uplink closes.',
  }),
  'import-invalid': ({ because }) => ({
    text: `That file can’t be imported${because}. Nothing was changed.`,
    next: 'Choose a profile or show that Uplink exported, or a scene collection of OBS.',
  }),
  'edit-refused': ({ why }) => ({
    text: `The show can’t be changed like that: ${editFaults[why] ?? 'it would not fit together any more'}. Nothing was changed, and viewers see no difference.`,
    next: 'Change what is in the way, then try again.',
  }),
  'received-copy-bad': ({ because }) => ({
    text: `The stream was sent, but the copy that came back was not good${because}. Viewers would have noticed.`,
    next: 'The report lists what was wrong. Try a smaller picture or a lower bitrate.',
  }),
  busy: () => ({
    text: 'That can’t be done while a session is running. The stream goes on unchanged.',
    next: 'End the session first.',
  }),
  cancelled: () => ({
    text: 'You stopped before the stream began. Nothing was public.',
    next: 'Start again whenever you like.',
  }),
  internal: ({ because }) => ({
    text: `Uplink made a mistake and stopped what it was doing${because}. Viewers may see a pause.`,
    next: 'Restart Uplink; the report helps us to find the cause.',
  }),
} as const satisfies Partial<Record<ErrorCode, Sentence>>;
