// A learner's favorite and recent codes, asked for once and kept by the server. Somebody without a name has none.

import { get, post } from "./case.js";

/** Gives {favorites, recent, known, load(), star(hit, on), seen(hit), isFavorite(hit), onChange(fn)}; `known` is false
 *  for somebody without a name, and until load() has resolved. */
export function keptCodes() {
  const listeners = new Set();
  const state = {
    favorites: [], recent: [], known: false,
    load: () => update(get("/api/favorites")),
    star: (hit, on) => update(post("/api/favorites", { code: hit.code, system: hit.system, on })),
    seen: (hit) => (state.known ? update(post("/api/recent", { code: hit.code, system: hit.system })) : Promise.resolve()),
    isFavorite: ({ code, system }) => state.favorites.some((one) => one.code === code && one.system === system),
    onChange(listener) { listeners.add(listener); return () => listeners.delete(listener); },
  };

  /** Takes the answer over. Reading and "seen" may fail without a word; a star that fails throws. */
  async function update(asked) {
    const { favorites, recent, known } = await asked;
    Object.assign(state, { favorites, recent, known });
    for (const listener of listeners) listener();
  }
  return state;
}
