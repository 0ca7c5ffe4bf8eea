/** Planted fault. Must fire: TS1294 */
export enum Side {
  Left,
  Right,
}
