// A number as people type it. Pure.

const MINUS = /^[\u2212\u2013-]/;
const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/** More is no number that anybody asks for. */
const CHARACTERS_MAX = 60;

/**
 * "3.5", "3,5", "-2", "1,234.5", "1 234", "３.５"; null for what is no number.
 * @param {string} typed
 * @returns {number | null}
 */
export function readNumber(typed) {
  if (typed.length > CHARACTERS_MAX) return null;
  const text = typed.normalize("NFKC").replace(/[\s'_]/g, "").replace(MINUS, "-");
  const plain = GROUPED.test(text) && isThousands(text) ? text.replaceAll(",", "") : text.replace(",", ".");
  if (!PLAIN.test(plain)) return null;
  const number = Number(plain);
  return Number.isFinite(number) ? number : null;
}

/**
 * "1,234" is a thousand and more; "0,125" can only be an eighth.
 * @param {string} text
 */
function isThousands(text) {
  return !/^[+-]?0,/.test(text);
}
