/** A program that records a stream over and over at real time until it is killed; it says what it has handed over. */
import { writeSync } from 'node:fs';
import { deskRig, looped, readStream } from './recording.ts';

const [file = '', folder = '', journalFolder = ''] = process.argv.slice(2);
const seconds = 60;

// Its disks are small on purpose: what the system says of them would end the recording before they are full.
const rig = await deskRig({ folder, journalFolder, freeBytes: () => Promise.resolve(null) });
const stream = await readStream(file);
const packets = looped(stream, 4, seconds);
await rig.desk.start(rig.wish);
for (const config of stream.configs) rig.desk.onConfig(config);
const began = performance.now();
let next = 0;
const timer = setInterval(() => {
  const due = (performance.now() - began) * 1000;
  for (let packet = packets[next]; packet !== undefined && packet.dts <= due; packet = packets[++next]) {
    rig.desk.onPacket(packet);
    if (packet.track === 'video')
      writeSync(1, `${packet.pts} ${rig.desk.snapshot().state} ${rig.desk.snapshot().sentence}\n`);
  }
  if (next === packets.length) clearInterval(timer);
}, 10);
