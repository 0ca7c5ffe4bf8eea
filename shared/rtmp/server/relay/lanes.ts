/** Chunk streams of the relay; each has its own growing time, for tracks that share one could step back (RTMP 5.3.1). */

import { messageType } from '../../chunk/message.ts';

/** Data, first audio track, first video track; all others are the tracks of multitrack messages. */
export const lane = { data: 4, audio: 6, video: 7 } as const;
/** Chunk stream ids end here, for some players know no more than 31. */
export const laneCount = 32;

const firstTrackLane = { video: 8, audio: 20 } as const;
/** Further tracks share these; their times are then those of the one that is ahead. */
const trackLanes = 8;

/** The message type of everything on a lane. */
export function laneType(at: number): number {
  if (at === lane.data) return messageType.data;
  return at === lane.audio || at >= firstTrackLane.audio ? messageType.audio : messageType.video;
}

/** The chunk stream of a multitrack message, by the first track in it: track 0 goes with the plain messages. */
export function laneOfTrack(track: 'video' | 'audio', trackId: number): number {
  return trackId === 0 ? lane[track] : firstTrackLane[track] + ((trackId - 1) % trackLanes);
}
