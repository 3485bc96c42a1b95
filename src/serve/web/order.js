// Finds the sound row next to another, in files of any size.

import { at, get, path } from "./api.js";

/** As many rows as the server gives at once. */
const PER = 200;

/** The sound row after the row `n`, or before it where `by` is -1; nothing at the ends. */
export async function neighbour(file, n, by) {
  const read = page => get(at(path("files", file, "rows"), { filter: "sound", page, per: PER }));
  // Rows come in order: half of the pages is left out with each look.
  let [low, high] = [1, null];
  let answer = await read(1);
  high = answer.pages;
  let page = 1;
  while (low < high) {
    page = Math.ceil((low + high) / 2);
    answer = await read(page);
    if (answer.rows[0]?.n > n) high = page - 1;
    else low = page;
  }
  if (page !== low) answer = await read(low);
  const { rows } = answer;
  const before = rows.findLastIndex(row => (by < 0 ? row.n < n : row.n <= n));
  if (by < 0) return before >= 0 ? rows[before] : low > 1 ? (await read(low - 1)).rows.at(-1) : null;
  if (before + 1 < rows.length) return rows[before + 1];
  return low < answer.pages ? (await read(low + 1)).rows[0] : null;
}
