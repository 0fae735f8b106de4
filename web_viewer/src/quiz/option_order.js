// Each student sees the options in an order of the own, the same after every reload. Pure.

/** FNV-1a, 32 bits: spreads well, and needs no crypto, which plain HTTP pages lack. */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * @template {{id: string, text: string}} T
 * @param {readonly T[]} options
 * @param {string} participantId
 * @returns {T[]}
 */
export function inOwnOrder(options, participantId) {
  const placed = options.map((option) => ({ option, place: hash(`${participantId}/${option.id}`) }));
  placed.sort((one, other) => one.place - other.place || (one.option.id < other.option.id ? -1 : 1));
  return placed.map(({ option }) => option);
}

/** @param {string} text */
export function hash(text) {
  let value = OFFSET_BASIS;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), PRIME);
  }
  // A last stir: FNV's low bits alone would keep ids that differ in their last letter close together.
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
