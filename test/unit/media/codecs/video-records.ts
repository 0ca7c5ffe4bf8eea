/** Configuration records and first bytes of frames that real encoders made: x265, libaom, SVT-AV1, libvpx. */
import { hex } from '../../wire/amf0-table.ts';

/** 322 × 182, Main, 8 bits 4:2:0. */
export const hevcMain = hex(
  '0101600000009000000000003cf000fcfdf8f800000f03a00001001840010c01ffff01600000030090000003000003003c959809a10001002a' +
    '42010101600000030090000003000003003ca00a480b9c9596566924caf0168080000003008000000504a2000100074401c172b46240',
);
/** 1920 × 1080, Main 10, high tier, level 5.1. */
export const hevcMain10 = hex(
  '01222000000090000000000099f000fcfdfafa00000f03a00001001840010c01ffff222000000300900000030000030099959009a10001002c' +
    '420101222000000300900000030000030099a003c08010e4d96564924caf0168080000030008000003005040a2000100074401c172b46240',
);
/** 320 × 180, range extensions, 10 bits 4:2:2. */
export const hevc422 = hex(
  '0104080000009d08000000003cf000fcfefafa00000f03a00001001740010c01ffff0408000003009d0800000300003c959809a10001002a' +
    '4201010408000003009d0800000300003cb00a080b9f2b65959a4932bc05a02000000300200000030141a2000100074401c172b46240',
);

/** 322 × 182, Main, and the beginning of its first temporal unit without delimiter. */
export const av1Main = hex('81000c00 0a0b000000043d06d4daf90040');
export const av1MainFrame = hex('0a0b000000043d06d4daf90040 3204 1400a0b0');
/** 1280 × 720, 10 bits, BT.2020 with PQ. The record's level is that of the header. */
export const av1Hdr = hex('81054c00 0a0e0000002d4cffb3c02f8509100904');
/** 322 × 182, High, 4:4:4. */
export const av1High = hex('81200000 0a0a200000043d06d4daf902');

/** 322 × 182, Main, monochrome. */
export const av1Gray = hex('81001c00 0a0a000000043d06d4daf92a');

/** VP9 in a box, as MP4 has it. */
export const vp9Boxed = hex('01000000 000b820202020000');
export const vp9TenBits = hex('020ba20202020000');
export const vp9Key = hex('824983420014100b560238241c184a000a40');
export const vp9KeyTenBits = hex('92498342000a0805ab021c120e0c2c0005');
export const vp9Key444 = hex('a2498342000282016ac0470483830940015a');
export const vp8Key = hex('f06700 9d012a 4201 b600 0007');
