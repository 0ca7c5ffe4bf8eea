/** The colorInfo of an Enhanced RTMP video Metadata packet (v2, "Metadata Frame"): its AMF0 body. */
import type { ColourInfo } from '../media/encoded-packet.ts';
import { amfObject, writeAmf0 } from '../wire/amf0.ts';
import type { AmfValue } from '../wire/amf0.ts';

/** The body: "colorInfo" and an object; null takes an earlier one back, with undefined as the specification prefers. */
export function writeColourInfo(info: ColourInfo | null): Uint8Array {
  return writeAmf0(['colorInfo', info === null ? undefined : amfObject(parts(info))]);
}

function parts({ config, light, mastering }: ColourInfo): Readonly<Record<string, AmfValue>> {
  return {
    ...(config === undefined ? {} : { colorConfig: colorConfig(config) }),
    ...(light === undefined ? {} : { hdrCll: amfObject({ maxFall: light.maxFrameAverage, maxCLL: light.maxContent }) }),
    ...(mastering === undefined ? {} : { hdrMdcv: masteringDisplay(mastering) }),
  };
}

function colorConfig(config: NonNullable<ColourInfo['config']>): AmfValue {
  const { bitDepth, primaries, transfer, matrix } = config;
  return amfObject({
    bitDepth,
    colorPrimaries: primaries,
    transferCharacteristics: transfer,
    matrixCoefficients: matrix,
  });
}

function masteringDisplay(display: NonNullable<ColourInfo['mastering']>): AmfValue {
  const { red, green, blue, white, maxLuminance, minLuminance } = display;
  return amfObject({
    redX: red[0],
    redY: red[1],
    greenX: green[0],
    greenY: green[1],
    blueX: blue[0],
    blueY: blue[1],
    whitePointX: white[0],
    whitePointY: white[1],
    maxLuminance,
    minLuminance,
  });
}
