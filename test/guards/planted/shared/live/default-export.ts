/** Planted fault. Must fire: import(no-default-export) */
export default 1;
