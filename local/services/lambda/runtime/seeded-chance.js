const crypto = require('node:crypto');
const module_ = require('node:module');

/**
 * Makes chance in this thread follow from a seed: the same seed gives the same history. Keys made here are guessable,
 * as befits an AWS that holds no secrets.
 * @param {number} seed 32 bits
 */
function installSeededChance(seed) {
  const next = mulberry32(seed);
  const fill = (view) => {
    const bytes = new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = next() * 256;
    return view;
  };
  const randomBytes = (size, callback) => {
    const bytes = fill(Buffer.alloc(size));
    if (callback === undefined) return bytes;
    setImmediate(() => callback(null, bytes));
  };
  const randomUUID = () => {
    const bytes = randomBytes(16);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };
  Math.random = next;
  Object.assign(crypto, { randomBytes, randomUUID });
  Object.assign(Object.getPrototypeOf(crypto.webcrypto), { getRandomValues: fill, randomUUID });
  module_.syncBuiltinESMExports();
}

/** 32 bits of state are plenty for simulated chance. */
function mulberry32(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

module.exports = { installSeededChance };
